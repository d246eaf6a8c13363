"""The monitor: feeds that are read by themselves."""

"""What can be measured: `python -m benchmarks NAME` prints a table; the last figures stand in docs/benchmarks.md."""

"""The classes that the heads tell apart, in the order of the model's outputs."""

from __future__ import annotations

ROLES = ("source", "cue", "content")
TYPES = (
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE "
    "COERCE ASSAULT"
).split()
STATUSES = ("actual", "future", "hypothetical", "negated", "historical")
MODES = (
    "assist change yield meet disapprove investigate allege restrict arrest relations expel territory violence demo "
    "riot strike hunger boycott obstruct vandalize convict withdraw discontinue troops weapons police militia seize "
    "censor curfew martial-law deport withhold misinformation cyber abduct beat torture sexual targeted destroy "
    "primitive firearms explosives suicide-attack aerial drone heavy-weapons crowd-control unconventional visit "
    "third-party multilateral phone release disarm ceasefire access resign"
).split()
MEMBERS = ("source", "cue", "content", "actor", "recipient")
"""What a token may be to an anchor: the first three to a cue, the last two to a trigger."""

BUCKETS = 41
"""Signed distances from the anchor, in steps that grow: -20 … 0 … 20."""

SENTENCES = 9
"""Signed distances in sentences, -4 … 0 … 4."""

"""Articles of our own, and what a model that reads well says of them."""

from __future__ import annotations

from typing import Any

STORY = (
    "Norway on Monday condemned Chad for shelling Lake Town, and its foreign minister told NRK: “This must stop.”\n"
    "\n"
    "Chad rejected the charge. President Idriss Oumar said the shelling broke no treaty. Norway and Chad signed a"
    " grain deal in Oslo last week.\n"
    "\n"
    "Norway accused Chad of violating the Geneva Convention.\n"
)

ACCUSE: dict[str, Any] = {
    "sentence": 1,
    "type": "ACCUSE",
    "mode": "disapprove",
    "status": "actual",
    "actors": [{"code": "NOR GOV", "mention": "Norway"}],
    "recipients": [{"code": "TCD GOV", "mention": "Chad"}],
    "trigger": "condemned",
    "date": "2025-03-03",
    "date_words": "on Monday",
    "place": None,
    "place_country": None,
    "reported_by": None,
}
SHELLING: dict[str, Any] = {
    **ACCUSE,
    "type": "ASSAULT",
    "mode": "heavy-weapons",
    "actors": [{"code": "TCD MIL", "mention": "Chad"}],
    "recipients": [],
    "trigger": "shelling",
    "date": None,
    "date_words": None,
    "place": "Lake Town",
    "place_country": "TCD",
    "reported_by": "Norway",
}
SIGNED: dict[str, Any] = {
    **ACCUSE,
    "sentence": 4,
    "type": "SUPPORT",
    "mode": None,
    "actors": [{"code": "NOR GOV", "mention": "Norway"}, {"code": "TCD GOV", "mention": "Chad"}],
    "recipients": [],
    "trigger": "signed",
    "date": None,
    "date_words": None,
    "place": "Oslo",
    "place_country": "NOR",
}
TOLD: dict[str, Any] = {
    "sentence": 1,
    "kind": "direct",
    "content": ["This must stop."],
    "cue": "told",
    "speaker": "its foreign minister",
    "speaker_entity": "its foreign minister",
    "speaker_code": "NOR GOV",
    "addressee": "NRK",
    "channel": None,
    "via": None,
}
LAW: dict[str, Any] = {
    "sentence": 5,
    "accuser": "NOR GOV",
    "accused": "TCD GOV",
    "instrument": "the Geneva Convention",
    "words": "violating the Geneva Convention",
}
DEAL: dict[str, Any] = {
    "sentence": 4,
    "name": "grain deal",
    "kind": "deal",
    "parties": ["NOR GOV", "TCD GOV"],
    "stage": "signed",
    "provisions": ["a treaty that nobody has seen"],
    "date": None,
}
RIGHT: dict[str, Any] = {
    "events": [ACCUSE, SHELLING, SIGNED],
    "quotations": [TOLD],
    "allegations": [LAW],
    "agreements": [DEAL],
}

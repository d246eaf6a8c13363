"""What the filters of questions mean, for descriptions that programs read."""

from __future__ import annotations

from collections.abc import Mapping

MEANINGS: Mapping[str, str] = {
    "actor": "who acts: a country (USA), a code ('USA GOV', 'IGO UN') or, for events, a part of a name",
    "added_after": "added to the store after this moment of its clock",
    "agency": "a part of the wire agency's name",
    "article": "of the article with this id",
    "channel": "how it was said: statement, briefing, interview …",
    "cluster": "of the event cluster with this id",
    "context": "what the article is about: military, diplomatic …",
    "country": "a country or code on either side",
    "decided_by": "about whose records this person decided something; or anyone",
    "id": "with this id",
    "instrument": "a part of the name of the rule of law",
    "kind": "of this kind: of quotations direct, indirect, mixed, no_comment; of agreements treaty, ceasefire, deal …",
    "min_confidence": "at least this confidence, from 0 to 1",
    "min_sources": "told by at least so many independent sources; copies of one agency's text are one",
    "mode": "PLOVER mode: visit, withdraw …",
    "outlet": "a part of the outlet's name",
    "pair": "two countries or codes, either way round: USA-RUS",
    "place": "a place by name, or a country by its code",
    "quad": "quad class: 1 verbal and 2 material cooperation, 3 verbal and 4 material conflict",
    "recipient": "who is acted upon: a country or code",
    "report": "of the report with this id: a text and its copies",
    "sector": "a sector on either side: GOV, MIL, REB …",
    "since": "from this day on: 2024, 2024-06 or 2024-06-19",
    "speaker": "a part of the speaker's name",
    "stage": "proposed, negotiated, agreed, signed, ratified, in_force, suspended, terminated or rejected",
    "status": "actual, future, hypothetical, negated or historical",
    "story": "of the story with this id",
    "text": "all of these words",
    "type": "PLOVER type: ACCUSE, CONSULT, SANCTION …",
    "until": "up to this day, month or year, included",
}
"""By the name of the filter. One that is given more than once holds where one of its values does."""

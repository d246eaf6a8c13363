"""Gold of one's own: articles whose records people decided at the desk, beside those of the corpora.

`dragoman export gold --store STORE --decided-by anyone --output FOLDER` writes it (docs/formats.md#gold).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from training.classes import STATUSES, TYPES

_LISTS = ("quotations", "events")


def own_gold(folders: Iterable[Path], known: Iterable[dict[str, Any]] = ()) -> Iterator[dict[str, Any]]:
    """The articles of some folders, in the order of their names; of those with the same text the first.

    Those whose texts are among `known` are left out: an article of gold/dev that one trains on measures nothing, one
    of gold/train is there already. Raises ValueError, which names the file, for one that is no gold, and for a folder
    that has none.
    """
    texts = {article["text"] for article in known}
    for folder in folders:
        paths = sorted(folder.glob("*.json"))
        if not paths:
            raise ValueError(f"{folder} has no gold: it should be a folder that `dragoman export gold` wrote")
        for path in paths:
            article = _read(path)
            if article["text"] not in texts:
                texts.add(article["text"])
                yield article


def _read(path: Path) -> dict[str, Any]:
    try:
        article = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(f"{path}: not to be read as JSON: {error}") from None
    if not isinstance(article, dict) or not isinstance(article.get("text"), str):
        raise ValueError(f"{path}: no gold, it has no text")
    for name in _LISTS:
        if not isinstance(article.get(name), list):
            raise ValueError(f"{path}: no gold, it has no list of {name}")
    for number, event in enumerate(article["events"]):
        where = f"{path}: event {number + 1}"
        if event.get("type") not in TYPES:
            raise ValueError(f"{where}: the type is {event.get('type')!r}, it should be one of {', '.join(TYPES)}")
        if event.get("status") not in STATUSES:
            raise ValueError(
                f"{where}: the status is {event.get('status')!r}, it should be one of {', '.join(STATUSES)}"
            )
        for field in ("trigger", "sentence"):
            if not event.get(field) or event[field] not in article["text"]:
                raise ValueError(f"{where}: the {field} is {event.get(field)!r}, which is not in the text")
    return article

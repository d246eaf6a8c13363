"""Compiles the YAML dictionaries into data/compiled.json: `python -m dragoman.actors.build`."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from dragoman.actors.dictionaries import Loader, Period, Sense, SenseKind, plain

DATA = Path(str(files("dragoman.actors"))) / "data"
SECTORS = frozenset(
    "GOV JUD LEG MIL COP SPY PRM REB UAF OPP PTY CVL BUS JRN EDU LAB AGR MED REL SOC REF CRM ELI PRE UNK".split()
)
PLACES: dict[str, SenseKind] = {
    "names": "country",
    "adjectives": "adjective",
    "people": "people",
    "capitals": "capital",
    "seats": "seat",
    "regions": "region",
}
# Whose family name comes first.
FAMILY_FIRST = frozenset({"CHN", "PRK", "KOR", "TWN", "VNM", "HKG", "SGP"})
PARTICLES = frozenset("al el de del della di da do dos du van von der den la le bin ibn ben abu ter ten st. st".split())
SINCE = re.compile(r"^\d{4}(-\d\d(-\d\d)?)?$")

Named = tuple[list[str], Sense, list[str]]
"""Names, what they mean, and short names that need support by the article."""


class DictionaryError(ValueError):
    """An entry that cannot be read: `file`, `entry` and the reason."""

    def __init__(self, file: str, entry: str, reason: str) -> None:
        super().__init__(f"{file}: {entry}: {reason}")
        self.file, self.entry, self.reason = file, entry, reason


def sources() -> list[Path]:
    """The YAML files that are compiled, in order."""
    return [
        DATA / "countries.yaml",
        *sorted((DATA / "organisations").glob("*.yaml")),
        *sorted((DATA / "persons").glob("*.yaml")),
    ]


def digest() -> str:
    """A hash of the sources, kept in the compiled file so that a test sees when it is stale."""
    joined = hashlib.sha256()
    for path in [*sources(), DATA / "cities.json"]:
        if path.exists():
            joined.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return joined.hexdigest()[:16]


def read(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader)  # noqa: S506 - a safe loader


def check_code(code: str, file: str, entry: str) -> str:
    """The code, if it is one (codebook, section 3). Raises DictionaryError."""
    head, _, tail = code.partition(" ")
    if head == "IGO" and tail and " " not in tail:
        return code
    if tail not in SECTORS or not re.fullmatch(r"[A-Z]{3}", head):
        raise DictionaryError(file, entry, f"{code!r} is no actor code")
    return code


def countries(path: Path) -> Iterator[Named]:
    """Countries with everything that is called after them."""
    for country, parts in read(path).items():
        for part, names in parts.items():
            kind = PLACES[part]
            for name in names:
                yield (
                    [name],
                    Sense(kind, parts["names"][0] if part != "regions" else name, (Period(f"{country} GOV"),)),
                    [],
                )


def organisations(path: Path, content: Any = None) -> Iterator[Named]:
    """Organisations, filed by code: a name, a list of names, or {names, since, until}."""
    for code, items in (content or read(path)).items():
        check_code(code, path.name, code)
        for item in items:
            entry = item if isinstance(item, dict) else {"names": item}
            names = [entry["names"]] if isinstance(entry["names"], str) else entry["names"]
            periods = [Period(code, str(entry.get("since", "")))]
            for later in entry.get("then", []):
                since, _, new = later.partition(" ")
                periods.append(Period(check_code(new, path.name, names[0]), since))
            if "until" in entry:
                periods.append(Period("", str(entry["until"])))
            kind: SenseKind = "adjective" if entry.get("adjective") else "organisation"
            local = bool(entry.get("local"))
            yield names, Sense(kind, names[0], tuple(periods), local=local), []


def persons(path: Path, content: Any = None) -> Iterator[Named]:
    """Persons, filed by country: "Name|Other name: m, GOV 2010-05 prime minister, ELI 2016-07"."""
    for country, people in (content or read(path)).items():
        for name, roles in people.items():
            names = [n.strip() for n in name.split("|")]
            yield names, person(country, names[0], roles, path.name), short_names(names, country)


def person(country: str, name: str, roles: str, file: str) -> Sense:
    """A person from the text of the entry. Raises DictionaryError."""
    sex, *offices = [part.strip() for part in roles.split(",")]
    if sex.rstrip("*") not in {"m", "f"} or not offices:
        raise DictionaryError(file, name, "begins with m or f, then at least one sector")
    periods = []
    for office in offices:
        sector, _, rest = office.partition(" ")
        since, _, title = rest.partition(" ")
        if since and not SINCE.match(since):
            since, title = "", rest
        code = sector.replace(":", " ") if ":" in sector else f"{country} {sector}"
        periods.append(Period(check_code(code, file, name), since, title))
    if [p.since for p in periods] != sorted(p.since for p in periods):
        raise DictionaryError(file, name, "its offices are not in order of time")
    return Sense("person", name, tuple(periods), sex[0], sex.endswith("*"))  # type: ignore[arg-type]


def short_names(names: list[str], country: str) -> list[str]:
    """The family names that the names end (or begin) with, and names of one word."""
    short = []
    western = first_names()
    for name in names:
        words = name.split()
        if len(words) == 1:
            continue
        if (
            country in FAMILY_FIRST
            and words[0] not in western
            and len(words[0]) < 7
            and (len(words) == 3 or "-" in words[-1] or len(words) == 2)
        ):
            short.append(words[0])
            continue
        if words[-1].rstrip(".") in {"Jr", "Sr"} and len(words) > 2:
            short.append(" ".join(words[-2:]))
            continue
        words = [w for w in words if w not in {"Jr.", "Jr", "Sr.", "III", "II", "IV"}]
        at = len(words) - 1
        short.append(words[at])
        while at > 1 and words[at - 1].lower() in PARTICLES:
            at -= 1
        if at < len(words) - 1:
            short.append(" ".join(words[at:]))
            short.append(" ".join([words[at].capitalize(), *words[at + 1 :]]))
        if words[-1].startswith(("al-", "Al-", "el-")):
            short.append(words[-1][3:])
    return list(dict.fromkeys(short))


@cache
def first_names() -> frozenset[str]:
    """First names that stand before the family name, whatever the country ("William Lai")."""
    listed = read(DATA / "first_names.yaml")
    return frozenset(name for names in listed.values() for name in names if "-" not in name)


def everything() -> Iterator[tuple[Path, Named]]:
    """All entries of all files, and the file of each."""
    for path in sources():
        reader = (
            countries if path.name == "countries.yaml" else persons if path.parent.name == "persons" else organisations
        )
        for named in reader(path):
            yield path, named


def read_own(path: Path) -> list[Named]:
    """A user's entries: a mapping with `organisations` and `persons`, in the form of ours. Raises DictionaryError."""
    try:
        content = read(path) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DictionaryError(path.name, "-", f"cannot be read: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict) or set(content) - {"organisations", "persons"}:
        raise DictionaryError(path.name, "-", "is no mapping with organisations and persons")
    try:
        found = list(organisations(path, content["organisations"])) if content.get("organisations") else []
        return found + (list(persons(path, content["persons"])) if content.get("persons") else [])
    except (AttributeError, KeyError, TypeError) as error:
        raise DictionaryError(path.name, "-", f"is not in the form of docs/actors.md ({error})") from error


def overlay(path: Path, names: dict[str, tuple[Sense, ...]], surnames: dict[str, tuple[Sense, ...]]) -> None:
    """Lays a user's file over the names. Raises DictionaryError."""
    for full, sense, short in read_own(path):
        for name in full:
            names[plain(name)] = (sense,)
        for name in short:
            surnames[plain(name)] = (sense, *surnames.get(plain(name), ()))


def dotted(names: list[str]) -> list[str]:
    """Letters as some papers write them: "F.A.A."."""
    return [".".join(name) + "." for name in names if 2 < len(name) < 6 and name.isalpha() and name.isupper()]


def compiled() -> dict[str, Any]:
    """The content of compiled.json."""
    senses: list[list[Any]] = []
    names: dict[str, list[int]] = {}
    surnames: dict[str, list[int]] = {}
    for _, (full, sense, short) in everything():
        number = len(senses)
        periods = [[p.code, p.since, p.title] for p in sense.periods]
        senses.append([sense.kind, sense.name, periods, sense.sex, int(sense.known), int(sense.local)])
        for name in [*full, *dotted(full)]:
            if number not in names.setdefault(plain(name), []):
                names[plain(name)].append(number)
        for name in short:
            if number not in surnames.setdefault(plain(name), []):
                surnames[plain(name)].append(number)
    for name, country in json.loads((DATA / "cities.json").read_text("utf-8")).items():
        if plain(name) not in names:
            names[plain(name)] = [len(senses)]
            senses.append(["city", name, [[f"{country} GOV", "", ""]], None, 0, 0])
    return {"sources": digest(), "senses": senses, "names": names, "surnames": surnames}


def main() -> None:
    """Writes data/compiled.json."""
    content = compiled()
    (DATA / "compiled.json").write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    print(f"{len(content['names'])} names, {len(content['senses'])} entries, {len(content['surnames'])} family names")


if __name__ == "__main__":
    main()

"""From a role, the words before it and its owner to a code (codebook, sections 2.12, 2.14 and 3)."""

from __future__ import annotations

from dragoman.actors.owners import Owner
from dragoman.actors.roles import Role
from dragoman.actors.state import with_sector
from dragoman.actors.words import words

Coded = tuple[str | None, str]
"""A code and the reason for it."""

FORCE = frozenset({"MIL", "REB", "UAF", "PRM", "COP", "CRM"})
ARMED = frozenset({"REB", "PRM", "MIL", "UAF", "SPY", "COP"})
SOCIETY = frozenset({"SOC", "BUS", "EDU", "REL", "MED", "JRN", "LAB", "PTY", "SPY", "LEG"})
EMPLOYERS = SOCIETY | {"GOV", "JUD"}
# A candidate or party chairman of yesterday is still of the party; a former officer of the state is ELI.
HELD_OFFICE = frozenset({"GOV", "LEG", "MIL", "JUD", "COP", "SPY", "OPP"})
# "A law enforcement source": what the word before tells makes up for the country that nobody says.
INFORMANTS = frozenset({"source", "insider"})
# "Opposition supporters": whose side somebody is on says whose he is.
SIDES = frozenset({"OPP", "PTY", "REB"})
ACTIVE = frozenset({"activist", "campaigner"})
RIGHTS = frozenset({"rights", "aid", "humanitarian", "relief", "watchdog"})


def code_of_many(role: Role, before: list[str], plural: bool, owner: Owner | None) -> Coded | None:
    """The code of states, leaders and bodies of no one state; None where it is one country's."""
    if role.noun in words("befriended") and plural and owner is not None and (owner.person or not owner.specific):
        if any(w in words("of_many_states") for w in before):
            return "INT GOV", f"states beside {owner.words}"
        if "nato" in before:
            return "IGO NATO", "states of the alliance"
    if plural and role.noun in {"ally", "partner"} and owner is not None and not owner.person:
        igo = (owner.country or "").startswith("IGO")
        if not owner.specific and not igo:
            return "INT GOV", f"states allied to {owner.words}"
    if role.noun in words("near_states") and owner is not None and not owner.specific:
        return "INT GOV", f"states near {owner.words}"
    if role.noun == "coalition" and any(w.rsplit("-", 1)[-1] in {"led", "backed"} for w in before):
        leader = owner.country if owner is not None and owner.country != "USA" else None
        return f"{leader or 'INT'} MIL", "a coalition of forces"
    if owner is not None and not owner.weak:
        return None
    if role.noun in words("states") and plural:
        return "INT GOV", "several states"
    actors = role.sector in {"GOV", "JRN", "MIL", "SPY", "BUS"} and (plural or role.kind == "organisation")
    if actors and any(w in words("of_many_states") for w in before):
        if "european" in before and role.noun in words("europeans_in_office"):
            return "IGO EU", "Europeans in office speak for the European Union"
        return f"INT {role.sector}", f"{role.noun} of several states"
    if plural and role.noun in words("helpers") and "foreign" in before:
        return "INT SOC", "of no one country"
    worldwide = any(w in words("of_the_world") and (w != "other" or role.noun not in words("staff")) for w in before)
    if plural and role.sector == "GOV" and worldwide:
        return "INT GOV", "of several states"
    if plural and role.noun in {"foreign minister", "minister", "head of state", "head of government"}:
        defence = any(w in words("defence") for w in before)
        return f"INT {'MIL' if defence else 'GOV'}", "ministers of several states"
    if role.noun == "community" and "international" in before:
        return "INT GOV", "the international community"
    if plural and role.noun == "ally":
        return "INT GOV", "allied states"
    if plural and role.noun in {"group", "organization", "organisation"} and any(w in RIGHTS for w in before):
        return "INT SOC", "organisations of no one country"
    if plural and role.noun in words("of_no_state"):
        return f"INT {role.sector}", "of no one country"
    return None


def code_of(role: Role, sector: str | None, owner: Owner | None, word: str, former: bool, focus: str | None) -> Coded:
    """The code of a role of an owner, or of the country in `focus` where nothing says whose."""
    final = sector or role.sector
    if owner is None:
        if role.uncoded and not (sector and role.noun in INFORMANTS) and sector not in SIDES:
            return None, f"no country said for {word!r}"
        if focus is None:
            return None, f"no country in the article for {word!r}"
        country, whose = focus, "of the country in focus"
    else:
        country, whose = owner.country or "", f"of {owner.words}"
        if owner.specific and owner.sector and not country.startswith("IGO"):
            final = _with_owner(role, sector, final, owner)
        elif not owner.specific and role.neutral and sector is None and role.noun == "source":
            final = "UNK"
    if former and role.noun in words("rank_and_file"):
        return with_sector(country or None, "CVL"), f"former {role.noun} {whose}"
    if former and final in HELD_OFFICE and role.kind == "person":
        return with_sector(country or None, "ELI"), f"former {role.noun} {whose}"
    return with_sector(country or None, final), f"{role.noun} {whose}"


def _with_owner(role: Role, sector: str | None, final: str, owner: Owner) -> str:
    """The sector of somebody or something of an organisation or a person."""
    own = owner.sector or final
    if role.kind == "organisation" and role.noun in words("associations"):
        return role.sector  # a teachers' union
    if own == "CVL" and role.kind == "organisation" and role.sector in {"SOC", "PTY", "REB"}:
        return final  # a citizen's group is no citizen
    takes_it = (
        (role.neutral and (sector in {None, "GOV"} or (sector in {"PTY", "REL"} and own in ARMED | SOCIETY)))
        or (not owner.person and role.noun in words("employed") and own in EMPLOYERS)
        or (own in {"REB", "PRM"} and final in FORCE | {"SPY"})
        or (own in {"MIL", "COP"} and final in {"MIL", "COP"})
        or (own == "LEG" and final == "PTY")
        or (own == "PTY" and role.noun in ACTIVE)
        # "AARP's legislative director" is no legislator
        or (role.neutral and not owner.person and sector in {"LEG", "REL", "JRN"} and own in SOCIETY - {"PTY", "LEG"})
    )
    if takes_it:
        final = own
    if final == "ELI" and own == "ELI":
        final = "CVL" if role.kind == "person" else "ELI"
    return final

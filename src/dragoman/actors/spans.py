"""Who a stretch of the text is: what `ActorLayer.of` answers."""

from __future__ import annotations

from dragoman.actors.layer import Mention
from dragoman.actors.nominals import Nominals
from dragoman.actors.phrases import Phrases
from dragoman.actors.state import State, country_of, with_sector
from dragoman.actors.words import words

ENDINGS = frozenset({"'s", "’s", "'", "’"})
# How many are looked for in "A, B, C and D".
MOST_CONJUNCTS = 12


class Spans:
    """Answers for the noun phrases of one article, once its mentions are known."""

    def __init__(self, state: State, phrases: Phrases, nominals: Nominals) -> None:
        self.state = state
        self.phrases = phrases
        self.nominals = nominals

    def of(self, first: int, last: int) -> Mention | None:
        """Who the noun phrase of tokens [first, last) is."""
        state, t, layer = self.state, self.state.tokens, self.state.layer
        while first < last and t.pos[first] in {"PUNCT", "SPACE"}:
            first += 1
        while last > first and (t.pos[last - 1] in {"SPACE", "PUNCT"} or t.lower[last - 1] in ENDINGS):
            last -= 1
        if first >= last:
            return None
        head = self._head(first, last)
        titled = self._titled(first, last)
        if titled is not None:
            return titled
        together = self._conjuncts(head, first, last) or self._listed(first, last)
        if len(together) > 1:
            known = self.nominals.antecedents.joint([m.entity for m in together], t.words(first, last))
            return state.mention("nominal", first, last, head, known, index=False)
        mention = layer.headed_by(head) or layer.at(head)
        if mention is not None:
            return mention
        reading = self.phrases.read(head)
        if reading is not None:
            known = self.nominals.known_for(head, reading)
            return state.mention("nominal", min(first, reading.first), max(last, head + 1), head, known)
        return self._inside(first, last, head)

    def _head(self, first: int, last: int) -> int:
        """The noun that the phrase is about: of the tokens whose head lies outside, the last before any preposition."""
        t = self.state.tokens
        outer = [i for i in range(first, last) if not first <= t.head[i] < last or t.head[i] == i]
        stop = next((i for i in range(first + 1, last) if t.pos[i] in {"ADP", "SCONJ"} or t.text[i] == ","), last)
        nouns = [i for i in outer if i < stop and t.pos[i] in {"NOUN", "PROPN", "PRON", "NUM"}]
        return (nouns[-1:] or outer[:1] or [last - 1])[0]

    def _titled(self, first: int, last: int) -> Mention | None:
        """A person's name at the end of the phrase, all before it title ("Minister of Defence of Xland John Doe")."""
        t, layer = self.state.tokens, self.state.layer
        mention = layer.at(last - 1)
        if mention is None or mention.entity.kind != "person" or mention.kind != "name" or mention.first <= first:
            return None
        if t.pos[mention.first - 1] in {"ADP", "CCONJ", "PUNCT"} or "," in t.text[first : mention.first]:
            return None
        named = {
            m.entity.key
            for i in range(first, last)
            if (m := layer.at(i)) is not None and m.entity.kind == "person" and m.kind == "name"
        }
        return mention if len(named) == 1 else None

    def _inside(self, first: int, last: int, head: int) -> Mention | None:
        """The best of the mentions within a phrase whose noun says nothing."""
        state, t, layer = self.state, self.state.tokens, self.state.layer
        inside = [m for i in range(first, last) if (m := layer.at(i)) is not None]
        if not inside:
            return None
        best = max(inside, key=lambda m: (m.kind != "adjective", m.entity.kind in {"person", "organisation"}, -m.first))
        counted = any(t.lower[k] in words("quantity") or t.pos[k] == "NUM" for k in range(first, last))
        if best.entity.kind == "country" and counted and t.pos[head] in {"NUM", "NOUN", "PRON"}:
            code = with_sector(country_of(best.code), "CVL")
            why = f"people of {best.entity.name}"
            known = state.entity("group", t.words(first, last), code, why, plural=True)
            return state.mention("nominal", first, last, head, known)
        return best

    def _conjuncts(self, head: int, first: int, last: int) -> list[Mention]:
        t, layer = self.state.tokens, self.state.layer
        found: list[Mention] = []
        queue = [head]
        while queue and len(found) < MOST_CONJUNCTS:
            i = queue.pop(0)
            mention = layer.headed_by(i) or layer.at(i)
            if mention is not None and all(mention.entity is not m.entity for m in found):
                found.append(mention)
            queue += [c for c in t.children[i] if t.dep[c] == "conj" and first <= c < last and not self._also(i, c)]
        return found if len(found) > 1 else []

    def _also(self, i: int, c: int) -> bool:
        """Is a noun joined to another the same person's second calling ("the politician, author and historian")?"""
        t = self.state.tokens
        return t.tag[i] == "NN" and t.tag[c] == "NN" and t.left_edge(i) < i and t.left_edge(c) == c

    def _listed(self, first: int, last: int) -> list[Mention]:
        """ "President A and President B", where the parser does not see that they are joined."""
        t, layer = self.state.tokens, self.state.layer
        if "and" not in t.lower[first:last]:
            return []
        ends = [i for i in range(first, last) if t.lower[i] in {"and", ","}] + [last]
        found: list[Mention] = []
        start = first
        for end in ends:
            whole = None
            for i in range(end - 1, start - 1, -1):
                mention = layer.headed_by(i)
                if (
                    mention is not None
                    and mention.kind != "adjective"
                    and mention.first <= start + 1
                    and mention.last >= end
                ):
                    whole = mention
            if whole is None:
                return []
            found.append(whole)
            start = end + 1
        return found if len({id(m.entity) for m in found}) > 1 else []

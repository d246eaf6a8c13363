"""The country in focus: whose "the police" and "officials" are where no country is said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from dragoman.actors.words import state_of, words

# A country named a sentence ago counts this much of one named now.
FADING = 0.6
# The share of the whole article's counts beside those near by.
ARTICLE = 0.3
# How much more a place of the sentence counts for people on the spot.
PLACE = 1.0
# … and the country of the dateline for offices, where the article names it.
HOME, HOME_OF_OTHERS = 2.5, 1.0
OFFICES = frozenset({"GOV", "LEG", "JUD", "MIL", "COP"})
# What a name in the headline counts.
TITLE = 2.0
# What a name in quoted words counts for who stands outside: a speaker mostly speaks of others.
QUOTED = 0.3
# Whose the army is where the country has none.
ARMY_OF = {"PSE": "ISR"}
PLACES = frozenset({"town", "city", "village", "province", "region", "district", "area", "capital"})
AMERICAN, AMERICAN_ALONE = 4.0, 8.0
OF_ONE_STATE = 100.0
ON_THE_SPOT = frozenset({"CVL", "COP", "REB", "MED", "UAF", "CRM", "REF"})
# … and a country that the sentence says is attacked for those who suffer it.
ATTACKED = 3.0
SUFFERING = frozenset({"CVL", "MED", "REF"})


class Focus:
    """For every sentence the countries that are being spoken of, weighted."""

    def __init__(
        self,
        sentences: int,
        named: list[tuple[int, int, str, float]],
        home: str | None = None,
        attacked: Mapping[int, str] | None = None,
        quoted: Sequence[bool] = (),
        title: Sequence[str] = (),
    ) -> None:
        """`named`: sentence, token, country and weight of every place where a country is named or understood.

        `home`: the country that the dateline says. `attacked`: by sentence the country that is attacked there.
        `quoted`: for each token whether it stands in quoted words. `title`: the countries that the headline names.
        """
        self.home = home
        self.quoted = quoted
        self.attacked = attacked or {}
        self.named: dict[int, list[tuple[int, str, float]]] = {}
        self.places: dict[int, dict[str, float]] = {}
        self.total: dict[str, float] = {}
        for sentence, token, country, weight in named:
            if weight > 1:
                there = self.places.setdefault(sentence, {})
                there[country] = there.get(country, 0.0) + weight
            self.named.setdefault(sentence, []).append((token, country, weight))
            self.total[country] = self.total.get(country, 0.0) + weight
        for country in title:
            if country in self.total:
                self.total[country] += TITLE
        self.past: list[dict[str, float]] = []
        running: dict[str, float] = {}
        for sentence in range(sentences):
            self.past.append(running)
            running = {c: w * FADING for c, w in running.items() if w > 0.05}
            for _, country, weight in self.named.get(sentence, ()):
                running[country] = running.get(country, 0.0) + weight
        self._cache: dict[tuple[object, ...], str | None] = {}

    def scores(self, sentence: int, outside: bool = False) -> dict[str, float]:
        """How much each country is in focus in a sentence; `outside`: for who stands outside of its quoted words."""
        total = sum(self.total.values()) or 1.0
        scores = {c: ARTICLE * w / total * 10 for c, w in self.total.items()}
        for country, weight in self.past[sentence].items() if sentence < len(self.past) else ():
            scores[country] = scores.get(country, 0.0) + weight * FADING
        for token, country, weight in self.named.get(sentence, ()):
            if outside and self.quoted and self.quoted[token]:
                weight *= QUOTED
            scores[country] = scores.get(country, 0.0) + weight
        return scores

    def country(
        self, sentence: int, noun: str = "", sector: str = "", without: Collection[str] = (), outside: bool = False
    ) -> str | None:
        """The country most in focus in a sentence for a role noun; None where the article names none.

        `without`: countries that it is not, if there is another ("the ministry summoned the Russian ambassador").
        `outside`: of an office outside of what the sentence quotes.

        For people who are where things happen (residents, police, rebels) a place counts for more, for offices the
        country of the dateline; nouns of the United States' politics ("the administration") are its own where the
        article speaks of it at all.
        """
        on_the_spot = sector in ON_THE_SPOT
        american, alone = noun in words("american"), noun in words("american_alone")
        at_home = sector in OFFICES and noun not in PLACES
        its_state = state_of(noun)
        attacked = self.attacked.get(sentence) if sector in SUFFERING else None
        key = sentence, on_the_spot, attacked, american, alone, at_home, its_state, frozenset(without), outside
        if key not in self._cache:
            scores = self.scores(sentence, outside)
            if on_the_spot:
                for back in range(2):
                    for country, weight in self.places.get(sentence - back, {}).items():
                        scores[country] = scores.get(country, 0.0) + weight * (PLACE if back == 0 else PLACE / 2)
            if attacked in scores:
                scores[attacked] += ATTACKED
            if self.home in scores:
                scores[self.home] += HOME if at_home else HOME_OF_OTHERS
            if american and ("USA" in scores or alone):
                scores["USA"] = scores.get("USA", 0.0) + (AMERICAN_ALONE if alone else AMERICAN)
            if its_state in scores:
                scores[its_state] += OF_ONE_STATE
            left = [c for c in scores if c not in without] or list(scores)
            found = max(left, key=lambda c: scores[c]) if scores else None
            self._cache[key] = ARMY_OF.get(found or "", found) if sector == "MIL" else found
        return self._cache[key]

"""Who acts on whom: from the words where an act's parties stand to codes (codebook, sections 2 and 3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token
from spacy.tokens import Span as SpacySpan

from dragoman.actors import ActorLayer, Mention
from dragoman.events import syntax
from dragoman.events.lexicon import Act

# Sectors of political actors: an event has at least one (codebook, section 2, rule 7).
POLITICAL = frozenset("""GOV JUD LEG MIL COP SPY PRM REB UAF OPP PTY IGO ELI PRE""".split())
# Kinds of parties that have words of their own at their place.
NAMED = frozenset(("name", "nominal", "adjective"))
# What comes "from" somebody is said or given by them.
_SAID = frozenset("ACCUSE REQUEST REJECT SUPPORT THREATEN AID".split())
_FROM = frozenset(["from"])
_BY, _OF = frozenset(["by"]), frozenset(["of"])
_AGAINST = frozenset(["against"])
# Acts done in words, whose recipient may stand inside what is said.
SAID_OF = frozenset("THREATEN AGREE REJECT REQUEST CONCEDE".split())
_TOWARD = frozenset("against on with to for from into at".split())
# How many words right of an act a party is looked for that stands in none of its slots.
REACH = 25
# How many names left and right belong to a list that the parse takes apart.
LISTED = 20
# Who mostly acts in a country of its own.
AT_HOME = frozenset(("REB", "UAF", "PRM", "COP", "CRM"))
# What is given to somebody: "promised Kyiv two batteries".
GIVING = frozenset(("AID", "AGREE"))
# Who has envoys of their own beside those of their state: "negotiators for the government and the rebels".
REBELLIOUS = frozenset("REB OPP PRE UAF PTY".split())
_ARGUMENTS = syntax.SUBJECTS | syntax.OBJECTS | {"pobj"}
_ARMS = frozenset("missile rocket drone tank jet plane aircraft helicopter bomb shell artillery".split())
_LISTING = frozenset([",", "and", "the"])
# Where those were sent whom their own state calls back.
_SENT = frozenset(["to", "from", "in"])
_ONTO = frozenset("on at in into against near".split())
_WITH = frozenset(["with", "between", "among", "alongside"])


@dataclass(frozen=True, slots=True)
class Side:
    """One party at one place: its code, and the words that name it there."""

    code: str
    start: int | None = None
    end: int | None = None
    name: str | None = None
    kind: str = "understood"
    """How it is named there: "name", "adjective", "nominal", "pronoun", or "understood" where no words name it."""
    guessed: bool = False
    """Whether a noun names it there whose country is only that in focus."""

    @classmethod
    def of(cls, code: str, mention: Mention) -> Side:
        """The party that a mention names."""
        guessed = mention.kind == "nominal" and mention.entity.guessed
        return cls(code, mention.start, mention.end, mention.entity.name, mention.kind, guessed)

    @property
    def who(self) -> str:
        """The country or organisation: "USA" of "USA GOV", "UN" of "IGO UN"."""
        head, _, tail = self.code.partition(" ")
        return tail if head == "IGO" else head

    @property
    def sector(self) -> str:
        head, _, tail = self.code.partition(" ")
        return "IGO" if head == "IGO" else tail


class PartyFinder:
    """Finds the parties of acts in one article."""

    def __init__(self, actors: ActorLayer) -> None:
        self._actors = actors
        self._seen: dict[int, tuple[Side, ...]] = {}

    def find(self, token: Token, act: Act) -> tuple[list[Side], list[Side]]:
        """Actors and recipients of the act that a token names; for mutual acts all are actors."""
        if token.pos_ in ("VERB", "AUX") and act.pos == "verb":
            return self._of_verb(token, act)
        return self._of_noun(token, act)

    def _of_verb(self, verb: Token, act: Act) -> tuple[list[Side], list[Side]]:
        passive = syntax.is_passive(verb)
        if syntax.is_reciprocal(verb):
            return self.sides(syntax.subjects(verb)), []
        if act.roles == "fall":  # "the city fell to the rebels"
            return self.sides(syntax.behind(verb, frozenset(["to"]))), self.sides(syntax.subjects(verb))
        if passive:
            actors = self.sides(syntax.agents(verb))
            patients = self.sides(syntax.subjects(verb)) if "obj" in act.to or act.roles == "mutual" else []
        else:
            actors = self.sides(syntax.subjects(verb))
            patients = self.sides(syntax.objects(verb)) if "obj" in act.to or act.roles == "mutual" else []
            given = self.sides(c for c in verb.children if c.dep_ == "dative") if act.type in GIVING else []
            patients = given or patients
        prepositions = act.to - ({"obj", "none", "by"} if passive else {"obj", "none"})
        if act.roles == "mutual":
            held = [o for o in syntax.objects(verb) if any(o.lemma_ in part for part in act.parts)]  # "held talks"
            if held:
                patients = self.sides(o for o in syntax.objects(verb) if o not in held)
            others = self.sides(syntax.behind(verb, prepositions | _WITH))
            nouns = [n for o in syntax.objects(verb) for n in (o, *syntax.behind(o, _OF))]  # "a memorandum of … with"
            objects = [t for noun in nouns for t in syntax.behind(noun, _WITH)]
            talking = merged(actors, patients if "obj" in act.to else [], others, self.sides(objects))
            return self._mediated(talking, [verb, *held])
        if not patients and prepositions:
            patients = self.sides(syntax.behind(verb, prepositions))
        if not patients and prepositions:  # "imposed sanctions on Russia", "sanctions on it were lifted"
            told = syntax.subjects(verb) if passive else syntax.objects(verb)
            for noun in [n for one in told for n in (one, *syntax.behind(one, _OF))]:
                patients = merged(patients, self.sides(syntax.behind(noun, prepositions)))
        if not patients and "against" in prepositions:  # "filed a complaint with the court against Iran"
            near = verb.doc[verb.i + 1 : min(verb.right_edge.i + 1, verb.i + REACH)]
            patients = self.sides(t for word in near for t in syntax.behind(word, _AGAINST))
        if not patients and (act.type in SAID_OF or act.mode == "crowd-control"):  # "used tear gas to disperse them"
            patients = self._below(verb, act)
        own = {a.code for a in actors}
        # "withdrew its troops": what belongs to the actor is no recipient, but one colleague may accuse another
        rest = [p for p in patients if p.code not in own]
        forces = act.type == "RETREAT" and act.mode != "release" and {p.who for p in rest} <= {a.who for a in actors}
        if (not rest and act.type == "SANCTION") or (rest and forces):  # "recalled its ambassador to Israel"
            sent = [t for noun in syntax.objects(verb) for t in syntax.behind(noun, _SENT)]
            rest = [p for p in self.sides([*sent, *syntax.behind(verb, _SENT)]) if p.code not in own]
        if act.type == "MOBILIZE":  # "sent troops into a town of its own"
            rest = [p for p in rest if p.sector != "GOV" or p.who not in {a.who for a in actors}]
            patients = [p for p in patients if p in rest]
        names = {a.name for a in actors}
        rest = rest or [p for p in patients if p.kind != "pronoun" or p.name not in names]
        if act.type == "ASSAULT":
            rest = self._on_the_spot(verb, actors, rest)
        return actors, at_home(actors, rest) if act.type in ("ASSAULT", "COERCE") else rest

    def _on_the_spot(self, verb: Token, actors: Sequence[Side], patients: list[Side]) -> list[Side]:
        """Whom force hits, of the place that the clause above hits: "struck Gaza, killing ten people"."""
        own = {a.who for a in actors}
        if verb.dep_ not in ("advcl", "conj", "xcomp") or verb.head.pos_ != "VERB":
            return patients
        if not patients or any(p.kind != "nominal" or p.who not in own for p in patients):
            return patients
        hit = self.sides([*syntax.objects(verb.head), *syntax.behind(verb.head, _ONTO)])
        there = next((s.who for s in hit if s.who not in own), None)
        return [replace(p, code=f"{there} {p.sector}") for p in patients] if there else patients

    def _below(self, verb: Token, act: Act) -> list[Side]:
        """The recipient inside what is threatened, promised, refused or demanded: "vowed to punish Iran"."""
        for child in verb.children:
            if child.dep_ not in ("xcomp", "ccomp", "advcl") or child.pos_ not in ("VERB", "AUX"):
                continue
            if child.dep_ == "ccomp" and act.type == "REQUEST":
                return self.sides(syntax.subjects(child))
            if act.type == "REQUEST":
                continue
            unless = [c for c in child.children if c.dep_ == "advcl" and any(m.lower_ == "unless" for m in c.children)]
            if act.type == "THREATEN" and unless:  # "threatened to leave unless Iran pays"
                return self.sides(syntax.subjects(unless[0]))
            found = self.sides([*syntax.objects(child), *syntax.behind(child, _TOWARD)])
            for noun in syntax.objects(child):
                found = merged(found, self.sides(syntax.behind(noun, _TOWARD)))
            if found:
                return found
        return []

    def within(self, token: Token, without: set[str]) -> list[Side]:
        """The first party named right of an act in its phrase, whatever its place there, but those of some codes.

        "criticised … over its handling of the talks with Iran": who else can be meant, where no slot is filled.
        """
        for other in token.subtree:
            if token.i < other.i <= token.i + REACH:
                mention = self._actors.headed_by(other.i)
                if mention is not None and mention.kind == "adjective":  # "criticism from Greek parties"
                    owned = self._actors.headed_by(other.head.i)
                    mention = None if owned is not None and owned.code in without else mention
                if mention is not None and mention.kind != "pronoun":
                    found = [replace(s, kind="within") for s in expanded(mention) if s.code not in without]
                    if found:
                        return merged(*(self.of(t) for t in syntax.conjuncts(other)), found)
        return []

    def before(self, token: Token, sentence: SpacySpan) -> list[Side]:
        """The nearest party named left of an act in its sentence, whatever its place there."""
        return self._nearest(range(token.i - 1, sentence.start - 1, -1), token.doc)

    def after(self, token: Token, sentence: SpacySpan) -> list[Side]:
        """The nearest party named right of an act in its sentence."""
        return self._nearest(range(token.i + 1, sentence.end), token.doc)

    def _nearest(self, tokens: range, doc: Doc) -> list[Side]:
        """The first party that one of the tokens heads the name of."""
        for i in tokens:
            mention = self._actors.headed_by(i)
            if mention is not None and mention.kind == "nominal" and self._is_mere_thing(doc[i]):
                continue
            found = expanded(mention) if mention is not None and mention.code else []
            if found:
                return [replace(s, kind=f"near {s.kind}") for s in found]
        return []

    def _of_noun(self, noun: Token, act: Act) -> tuple[list[Side], list[Side]]:
        prepositions = act.to - {"obj", "none"}
        by = self.sides(syntax.behind(noun, _BY | _FROM if act.type in _SAID else _BY))
        own = [t for t in syntax.owners(noun) if t.lower_ not in act.left]  # "a Hezbollah drone attack"
        against = [t for t in own if syntax.is_against(t)]  # "an anti-government rally"
        owner = self.sides(t for t in own if t not in against)
        light = self.sides(syntax.light_subjects(noun))
        if act.roles == "mutual":
            with_ = self.sides(syntax.behind(noun, prepositions | _WITH))
            if not with_ and noun.dep_ in ("nsubj", "nsubjpass"):  # "talks were held between", "a truce took hold with"
                with_ = self.sides(syntax.behind(noun.head, _WITH))
            meeting = merged(owner, with_)
            if len(meeting) < 2:
                meeting = merged(meeting, light or self.sides(syntax.meeting(noun)))
            return self._mediated(meeting, [noun])
        behind = self.sides(syntax.behind(noun, prepositions)) if prepositions else []
        actors = by or owner or light or self.sides(syntax.sources(noun))
        recipients = behind or self.sides(syntax.sufferers(noun)) or self.sides(against)
        if not recipients and by and act.type in _SAID:
            recipients = self.sides(syntax.in_spite(noun))
        if not recipients and act.type == "ASSAULT":
            recipients = self.sides(syntax.victims(noun))
        whose = act.needs == "recipient" and not by and self._is_persons(noun)  # "her arrest"
        if owner and not recipients and (by or whose):  # "Ukraine's invasion by Russia"
            return by, owner
        if not actors and owner:
            actors = owner
        if not recipients and light:  # "imposed a blockade on Gaza": the parse hangs "on" at the verb
            verb = noun.head
            if verb.pos_ == "VERB":
                recipients = self.sides(syntax.behind(verb, prepositions))
        return actors, recipients

    def _mediated(self, talking: list[Side], words: Sequence[Token]) -> tuple[list[Side], list[Side]]:
        """Those who talk, and who brings them together (codebook, section 2, rule 14: the host is the recipient)."""
        mediators = self.sides(t for word in words for t in syntax.mediators(word))
        codes = {m.code for m in mediators}
        rest = [side for side in talking if side.code not in codes]
        return (rest, mediators) if len(rest) > 1 else (talking, [])

    def _is_persons(self, noun: Token) -> bool:
        """Whether a noun is somebody's own: "her arrest", but not "Turkey's arrest"."""
        owners = (self._actors.headed_by(t.i) or self._actors.at(t.i) for t in noun.lefts if t.dep_ == "poss")
        return any(mention is not None and mention.entity.kind == "person" for mention in owners)

    def sides(self, heads: Iterable[Token]) -> list[Side]:
        """The parties that phrases with these heads name, without doubles."""
        return merged(*(self.of(member) for head in heads for member in self._listed(head)))

    def _listed(self, head: Token) -> list[Token]:
        """The heads of a list of names, "Britain, France and Mexico", of which the parse may have one alone."""
        mention = self._actors.headed_by(head.i)
        if mention is None or mention.kind != "name" or not mention.code:
            return [head]
        left, right = self._chain(mention, head.doc, -1), self._chain(mention, head.doc, 1)
        found = [*reversed(left), mention, *right]
        first, last = found[0], found[-1]
        joined = [t.lower_ for t in head.doc[first.last : last.first]]
        countries = {m.code.split()[0] for m in found if m.code}
        heads = [head.doc[m.head] for m in found]
        owned = any(t.dep_ in syntax.OWNERS and t.head not in heads for t in heads)
        apart = len({t.head.i for t in heads if t.dep_ in _ARGUMENTS}) > 1  # "condemned Iran and Mexico left"
        if owned or apart or "and" not in joined or len(countries) < len(found) or (len(found) == 2 and "," in joined):
            return [head]
        return heads

    def _chain(self, mention: Mention, doc: Doc, step: int) -> list[Mention]:
        """The names before or after a name that only commas, "and" and "the" part from it, nearest first."""
        found: list[Mention] = []
        while len(found) < LISTED:
            i = mention.first - 1 if step < 0 else mention.last
            passed = 0
            while 0 <= i < len(doc) and doc[i].lower_ in _LISTING and passed < 3:
                i, passed = i + step, passed + (doc[i].lower_ != "the")
            other = self._actors.at(i) if passed and 0 <= i < len(doc) else None
            edge = other and (other.last == i + 1 if step < 0 else other.first == i)
            if (
                len(found) == LISTED
                or other is None
                or not edge
                or (other.kind != "name" and doc[other.head].dep_ != "nmod")  # "the U.S., Ukraine, and Russia"
                or not other.code
                or other.locative
            ):
                break
            found.append(other)
            mention = other
        return found

    def of(self, head: Token) -> tuple[Side, ...]:
        """The parties that the phrase with this head names: the phrase itself, its members, or its owner."""
        if head.i not in self._seen:
            self._seen[head.i] = self._of(head)
        return self._seen[head.i]

    def _of(self, head: Token) -> tuple[Side, ...]:
        mention = self._actors.headed_by(head.i) or self._actors.at(head.i)
        if (mention is None or mention.kind == "nominal") and self._is_mere_thing(head):
            return tuple(self._senders(head))
        if mention is None and head.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ"):
            first = min((t.i for t in head.lefts if t.dep_ in (*syntax.OWNERS, "det", "nummod")), default=head.i)
            mention = self._actors.of(first, head.i + 1)
        if mention is not None:
            found = [*expanded(mention), *self._likewise(head, mention)]
            if found:
                return tuple(merged(found))
        owned = [s for t in syntax.owners(head) for s in self._plain(t)]
        if not owned:
            owned = [s for t in syntax.behind(head, _BY) for s in self._plain(t)]
        if not owned:
            owned = [s for t in syntax.behind(head, frozenset(["of", "from", "in"])) for s in self._plain(t)]
        return tuple(merged(owned))

    def _senders(self, head: Token) -> list[Side]:
        """Who sent arms of which the text says it: "31 of 40 drones launched by Russia", "missiles that Iran fired"."""
        arms = [t for thing in (head, *syntax.behind(head, _OF)) for t in syntax.conjuncts(thing)]
        verbs = [child for thing in arms for child in thing.children if child.dep_ in ("acl", "relcl")]
        found = (syntax.agents(v) or [c for c in v.children if c.dep_ == "nsubj" and c.tag_ != "WDT"] for v in verbs)
        return merged(*(self._plain(t) for tokens in found for t in tokens))

    def _is_mere_thing(self, head: Token) -> bool:
        """Whether arms that nobody owns here are what something is done with: "sending Taurus missiles to Kyiv"."""
        first = head
        while first.dep_ == "conj":
            first = first.head
        if first.dep_ not in ("dobj", "pobj"):
            return False
        if head.pos_ == "NUM":  # "shot down 31 of 40 drones"
            return any(self._is_mere_thing(thing) for thing in syntax.behind(head, _OF))
        if head.lemma_.lower() not in _ARMS:
            return False
        near = (self._actors.at(t.i) for child in head.lefts if child.dep_ in syntax.OWNERS for t in child.subtree)
        return not any(mention is not None and mention.head != head.i for mention in near)

    def _likewise(self, head: Token, mention: Mention) -> list[Side]:
        """The other countries of a shared noun: "envoys from Qatar, Egypt and Israel", "Chinese and Russian jets"."""
        if mention.kind != "nominal" or not mention.code or mention.code.startswith(("IGO", "INT")):
            return []
        country, _, sector = mention.code.partition(" ")
        lists = [syntax.owners(head), syntax.behind(head, frozenset(["of", "from", "in", "for"]))]
        for words in lists:
            words = [m for t in words for m in self._listed(t)]
            named = [s for t in words for s in self._plain(t) if s.kind != "pronoun" and s.sector != "CVL"]
            if len(named) > 1 and any(s.who == country for s in named):
                own = (s for s in named if s.who != country or s.sector in REBELLIOUS)
                return [replace(s, code=f"{s.who} {sector}") if s.sector == "GOV" else s for s in own]
        return []

    def _plain(self, token: Token) -> list[Side]:
        mention = self._actors.headed_by(token.i) or self._actors.at(token.i)
        return list(expanded(mention)) if mention else []


def at_home(actors: Sequence[Side], patients: list[Side]) -> list[Side]:
    """Whom rebels and police hit or hold, of whom nothing says whose, as of theirs: "rebels raided a post"."""
    country = actors[0].who if actors else ""
    own = all(a.who == country and a.sector in AT_HOME and not a.guessed for a in actors)
    if not own or country in ("", "INT"):
        return patients
    return [replace(p, code=f"{country} {p.sector}") if p.guessed else p for p in patients]


def expanded(mention: Mention) -> list[Side]:
    """The parties of a mention: one, or those that "the two leaders" stands for; none without a code."""
    members = [replace(Side.of(m.code, mention), name=m.name) for m in mention.entity.members if m.code]
    if members:
        return members
    return [Side.of(mention.code, mention)] if mention.code else []


def merged(*groups: Iterable[Side]) -> list[Side]:
    """The parties of several lists in order, each code once."""
    found: dict[str, Side] = {}
    for group in groups:
        for side in group:
            found.setdefault(side.code, side)
    return list(found.values())


def political(sides: Iterable[Side]) -> bool:
    """Whether a political actor is among them."""
    return any(side.sector in POLITICAL for side in sides)

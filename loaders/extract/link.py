"""Which entry of the reference data a name stands for in this article, with a score and the reason."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from loaders.extract.cast import Cast
from loaders.extract.document import Document
from loaders.extract.gazetteer import BIG_CITY, Candidate, Entry, Gazetteer, in_time, is_sure, kind_of
from loaders.extract.grammar import as_government, as_place, head_of
from loaders.extract.lexicon import words
from loaders.extract.spelling import Spellings
from schema.reference import Actor, Place, Reference

if TYPE_CHECKING:
    from spacy.tokens import Token

_LEVEL_WORDS = {"province": "admin1", "state": "admin1", "district": "admin2", "agency": "admin2", "city": "city"}
_LEVELS = {"country": 4, "city": 3, "admin1": 2, "admin2": 1, "site": 0, "border_area": 0}
_YEAR = re.compile(r"(?<![\d$.,])(?:19[5-9]|20)\d\d(?![\d%]|,\d)")
LICENSED = 0.5  # share of the text's countries that lets a short form stand for a body of that country


@dataclass(slots=True)
class Name:
    """A name in the text: tokens [start, end), the entity model's label, what it may stand for."""

    start: int
    end: int
    label: str
    key: str
    text: str
    candidates: tuple[Candidate, ...] = ()
    titles: list[str] = field(default_factory=list)
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The entry that was chosen. `form`: name or demonym."""

    entry: Entry
    score: float
    reason: str
    form: str = "name"


class Linker:
    """Chooses between candidates with what the whole article says: countries, groups named in full, its date."""

    def __init__(self, document: Document, gazetteer: Gazetteer, cast: Cast) -> None:
        self.document = document
        self.gazetteer = gazetteer
        self.reference = gazetteer.reference
        self.cast = cast
        self.on = day_of(document)
        self.named: Counter[str] = Counter()
        self._sentence_countries: dict[int, set[str]] = {}
        self._areas: dict[int, list[tuple[int, set[str]]]] = {}  # by sentence: token of a name, places it may stand for
        self._beside: dict[int, set[str]] = {}  # the same by sentence
        self._in_words: set[str] = set()  # who is named otherwise than by a capital
        self._persons: dict[int, Actor] = {}  # people of the reference data by the token where they are named

    def read_context(self, names: Iterable[Name]) -> None:
        """Weigh the countries of the article and note who is named in full, before anything doubtful is decided."""
        weight: defaultdict[str, float] = defaultdict(float)
        for name in names:
            sure = [c for c in name.candidates if is_sure(c, name.end - name.start)]
            areas = {c.entry.id for c in name.candidates if isinstance(c.entry, Place)}
            if areas:
                self._areas.setdefault(self.document.sentence_of(name.start).index, []).append((name.start, areas))
            for c in sure:
                if not isinstance(c.entry, Place):
                    self.named[c.entry.id] += 1
                    if c.alias.type != "metonym":
                        self._in_words.add(c.entry.id)
                        self._beside.setdefault(self.document.sentence_of(name.start).index, set()).add(c.entry.id)
                    if c.kind == "Person":
                        self._persons[name.start] = c.entry
            codes = {code for c in sure if (code := self.country(c.entry))}
            if len(codes) == 1:
                code = codes.pop()
                weight[code] += 1.0 if any(kind_of(c.entry) in {"State", "Place"} for c in sure) else 0.5
                self._sentence_countries.setdefault(self.document.sentence_of(name.start).index, set()).add(code)
        self.cast.countries = dict(sorted(weight.items()))

    def country(self, entry: Entry) -> str | None:
        """ISO code of the country that an entry belongs to."""
        if isinstance(entry, Actor):
            return entry.country
        outer = self.reference.country_of(entry.id)
        place = self.reference.places.get(outer) if outer else None
        return place.iso if place else None

    def choose(self, name: Name) -> Choice | None:
        """The entry meant, or None when nothing fits well enough."""
        on = self.on
        valid = [c for c in name.candidates if on is None or in_time(c, on)]
        if not valid:
            return None
        if all(c.alias.type == "demonym" for c in valid):
            return self._demonym(valid)
        valid = [c for c in valid if c.alias.type != "demonym"]
        root = head_of(self.document.doc, name.start, name.end)
        places = [c for c in valid if isinstance(c.entry, Place)]
        metonyms = [c for c in valid if c.alias.type == "metonym"]
        states = [c for c in valid if c.kind == "State" and c.alias.type != "metonym"]
        actors = [c for c in valid if isinstance(c.entry, Actor) and c.alias.type in {"name", "acronym", "old"}]
        if states and places:
            return self._state_or_place(name, root, states, places)
        if metonyms:
            return self._metonym(name, root, metonyms, places)
        actors = [c for c in actors if c.kind != "State"] or actors
        if actors:
            return self._actor(name, actors)
        if places:
            return self._place(name, root, places)
        return self._short(name, valid)

    def _demonym(self, found: list[Candidate]) -> Choice:
        entry = max((c.entry for c in found), key=lambda e: (self._weight(e), e.id))
        return Choice(entry, 0.9 if len(found) == 1 else 0.7, "demonym", "demonym")

    def _weight(self, entry: Entry) -> float:
        return self.cast.countries.get(self.country(entry) or "", 0.0)

    def _state_or_place(self, name: Name, root: "Token", states: list[Candidate], places: list[Candidate]) -> Choice:
        if as_place(root, name.start) or self._in_dateline(name):
            return self._place(name, root, places) or Choice(places[0].entry, 0.95, "alias:place")
        return Choice(states[0].entry, 0.95, "alias:state")

    def _in_dateline(self, name: Name) -> bool:
        return any(a <= name.start < b for a, b in self.document.datelines)

    def _metonym(self, name: Name, root: "Token", metonyms: list[Candidate], places: list[Candidate]) -> Choice | None:
        actor = self.reference.metonym(name.text, self.on)
        government = actor is not None and not self._in_dateline(name) and as_government(root, name.start)
        if actor is not None and (government or not places):
            return Choice(actor, 0.85, "metonym")
        if places:
            return self._place(name, root, places)
        return Choice(metonyms[0].entry, 0.7, "metonym")

    def _place(self, name: Name, root: "Token", places: list[Candidate]) -> Choice | None:
        doc = self.document.doc
        following = doc[name.end].lower_ if name.end < len(doc) else ""
        level = _LEVEL_WORDS.get(following)
        whole = [c for c in places if c.entry.name == name.text]
        if level is None and any(isinstance(c.entry, Place) and c.entry.level == "country" for c in whole):
            places = whole  # "Niger" is not Niger State
        here = self._sentence_countries.get(self.document.sentence_of(name.start).index, set())
        named = self._areas.get(self.document.sentence_of(name.start).index, ())
        areas = {id for at, ids in named if at != name.start for id in ids}

        def rank(c: Candidate) -> tuple[float, int, int, str]:
            entry = c.entry
            assert isinstance(entry, Place)
            fits = self._weight(entry) + 2.0 * ((self.country(entry) or "") in here)
            if entry.level != "country" and areas & set(self.reference.chain(entry.id)[1:-1]):
                fits += 10.0  # "X district in Y province": the one that lies in the other
            return (fits, 5 if entry.level == level else _LEVELS[entry.level], entry.population or 0, entry.id)

        best = max(places, key=rank)
        entry = best.entry
        assert isinstance(entry, Place)
        fits = rank(best)[0] > 0
        if entry.level in {"city", "admin2", "site"} and not fits and (entry.population or 0) < BIG_CITY:
            return None
        score = 0.95 if len(places) == 1 and fits else 0.85 if fits else 0.7
        return Choice(entry, score, "alias" if len(places) == 1 else "alias:country")

    def _actor(self, name: Name, actors: list[Candidate]) -> Choice | None:
        if len(actors) == 1:
            return Choice(actors[0].entry, 0.95, actors[0].alias.type if actors[0].alias.type == "acronym" else "alias")
        ranked = sorted(
            actors,
            key=lambda c: (-self._weight(c.entry), -self.named[c.entry.id], bool(c.entry.valid_to), c.entry.id),
        )
        first, second = ranked[0].entry, ranked[1].entry
        clear = self._weight(first) > self._weight(second) or self.named[first.id] > self.named[second.id]
        return Choice(first, 0.8 if clear else 0.5, "alias:country")

    def _short(self, name: Name, found: list[Candidate]) -> Choice | None:
        """A short form stands only for what the article names in full, or for a body of the country it is about."""
        groups = [c for c in found if c.kind == "ArmedGroup"]
        if groups and len({c.entry.id for c in found}) > 1:
            return self._which_group(name, groups)
        here = self._sentence_countries.get(self.document.sentence_of(name.start).index, set())
        main = self.cast.main_country(LICENSED)
        best: tuple[float, Candidate] | None = None
        for c in found:
            country = self.country(c.entry)
            score = 0.8 if self.named[c.entry.id] and c.kind != "Person" else 0.0
            if country and country == main:
                score = max(score, 0.7)
            elif country and here == {country} and self._weight(c.entry):
                score = max(score, 0.65)
            elif country is None and c.kind in {"ArmedGroup", "IGO"}:
                score = max(score, 0.6)
            if c.kind == "Person":
                score = self._person_score(name, c, score)
            if score and (best is None or score > best[0]):
                best = (score, c)
        return Choice(best[1].entry, best[0], "short:context") if best else None

    def _person_score(self, name: Name, c: Candidate, score: float) -> float:
        """A surname alone: of somebody in office at the time, or of a country that the text is about; no common name."""
        in_office = bool(self.reference.offices_of(c.entry.id, self.on))
        if in_office and self._weight(c.entry):
            return max(score, 0.75)
        return 0.0 if name.text.capitalize() in self.reference.given_names else score

    def legislature(self, country: str) -> Choice | None:
        """The parliament of a country."""
        for actor in self.reference.actors.values():
            if actor.kind == "GovernmentBody" and actor.country == country and actor.name.startswith("Parliament"):
                return Choice(actor, 0.55, "wrong-name")
        return None

    def _which_group(self, name: Name, groups: list[Candidate]) -> Choice:
        """Groups that share a short form ("Taliban"): the one whose country the sentence, then the article, is about.

        Words of ruling beside the name ("regained power", "regime") mean the group that has ruled, which is the one whose
        country's capital stands, or has stood, for it.
        """
        sentence = self.document.sentence_of(name.start)
        here = self._sentence_countries.get(sentence.index, set())
        near = {
            t.lower_ for t in self.document.doc[max(sentence.start, name.start - 4) : min(sentence.end, name.end + 4)]
        }
        total = sum(self.cast.countries.values()) or 1.0
        body = self._body_of_person(name)
        scores: list[tuple[float, str, Entry]] = []
        for c in groups:
            entry = c.entry
            assert isinstance(entry, Actor)
            country = entry.country or ""
            score = 2.0 * self.cast.countries.get(country, 0.0) / total
            score += 0.5 if country in here else 0.0
            ruler = self._ruler_of(country)
            rules = ruler is not None
            if entry.id in self._beside.get(sentence.index, ()):
                score -= 0.6  # "the TTP … the Taliban": two names in one sentence are two groups
            if body is not None and (body == entry.id or (ruler is not None and body == ruler.id)):
                score += 3.0  # "Taliban spokesman Zabihullah Mujahid": it is known whose man he is
            if rules:
                score += 0.45 + (2.0 if near & words("power") else 0.0)
            elif self.named[entry.id] and not self._ruled_named(groups):
                # named in full by another word, and the other one never: the short form goes back to it
                score += 0.9 if self._full_names(entry) else 0.2
            scores.append((score, entry.id, entry))
        scores.sort(key=lambda item: (-item[0], item[1]))
        margin = scores[0][0] - scores[1][0] if len(scores) > 1 else 1.0
        return Choice(scores[0][2], 0.85 if margin > 0.5 else 0.65, "short:country")

    def _ruled_named(self, groups: list[Candidate]) -> bool:
        ruling = [
            (c.entry.id, ruler.id)
            for c in groups
            if isinstance(c.entry, Actor) and (ruler := self._ruler_of(c.entry.country or ""))
        ]
        return any(self.named[group] or ruler in self._in_words for group, ruler in ruling)

    def _body_of_person(self, name: Name) -> str | None:
        """The group or body of the known person that follows ("Taliban spokesman Suhail Shaheen")."""
        end = self.document.sentence_of(name.start).end
        for start in range(name.end, min(end, name.end + 5)):
            person = self._persons.get(start)
            if person is not None:
                return person.part_of
            if self.document.doc[start].pos_ in {"VERB", "AUX", "PUNCT", "ADP"}:
                break
        return None

    def _ruler_of(self, country: str) -> Actor | None:
        """A body of the country that is named after an armed group: that group has ruled there."""
        return _rulers(self.reference).get(country)

    def _full_names(self, entry: Entry) -> bool:
        """Whether the article writes the group's name with the short form inside it ("the Pakistani Taliban")."""
        shorts = {a.text for a in entry.aliases if a.type == "short"}
        text = self.document.clean.text
        return any(
            a.text in text
            for a in entry.aliases
            if a.type == "name" and any(s in a.text and s != a.text for s in shorts)
        )

    def variant(self, name: Name, kinds: frozenset[str]) -> Choice | None:
        """A name spelt in another way: its skeleton is nearly the same as that of one entry of a fitting kind."""
        found = spellings_of(self.reference).find(name.text)
        if found is None:
            return None
        entry: Entry | None = self.reference.actors.get(found) or self.reference.places.get(found)
        if entry is None or kind_of(entry) not in kinds or (self.on is not None and (entry.valid_from or "") > self.on):
            return None
        if isinstance(entry, Place) and not self._weight(entry):
            return None  # a town of a land that the article is not about only looks like it
        return Choice(entry, 0.75, "variant")


def day_of(document: Document) -> str | None:
    """The article's day: that of publication, else the end of the latest year that it names, else None."""
    if document.published:
        return document.published.isoformat()
    years = [y for y in _YEAR.findall(document.clean.text) if y <= "2099"]
    return f"{max(years)}-12-31" if years else None


def rules(reference: Reference, id: str) -> bool:
    """Whether an armed group rules, or has ruled, its country: a body there bears its name."""
    group = reference.actors.get(id)
    ruler = _rulers(reference).get(group.country or "") if group is not None else None
    if group is None or ruler is None:
        return False
    return ruler.name.split(" ")[0] in {a.text for a in group.aliases if a.type == "short"}


@lru_cache(maxsize=2)
def _rulers(reference: Reference) -> dict[str, Actor]:
    """Country → a government body of it whose names hold the short form of an armed group of that country."""
    shorts: dict[str, set[str]] = {}
    for actor in reference.actors.values():
        if actor.kind == "ArmedGroup" and actor.country:
            shorts.setdefault(actor.country, set()).update(a.text for a in actor.aliases if a.type == "short")
    found: dict[str, Actor] = {}
    for actor in reference.actors.values():
        if actor.kind == "GovernmentBody" and actor.country in shorts:
            first = actor.name.split(" ")[0]
            if first in shorts[actor.country]:
                found.setdefault(actor.country, actor)
    return found


@lru_cache(maxsize=2)
def spellings_of(reference: Reference) -> Spellings:
    """Names of actors and of the places of closely covered countries, for the search of variants."""
    close = {reference.country_of(p.id) for p in reference.places.values() if p.level == "admin2"}
    pairs: list[tuple[str, str]] = []
    for actor in reference.actors.values():
        if actor.kind != "State":
            pairs.append((actor.name, actor.id))
            pairs += [(a.text, actor.id) for a in actor.aliases if a.type in {"name", "old"}]
    for place in reference.places.values():
        if place.level != "country" and reference.country_of(place.id) in close:
            pairs.append((place.name, place.id))
    return Spellings(pairs)

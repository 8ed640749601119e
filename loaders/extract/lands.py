"""Countries, governments and places that a text speaks of without their names: "the country", "the city", "the government"."""

from loaders.extract.cast import Who
from loaders.extract.discourse import Discourse
from loaders.extract.document import Sentence
from loaders.extract.lexicon import words
from loaders.extract.link import day_of
from schema.reference import Actor, Reference

_NEAR = frozenset(["this", "that", "these", "those"])
_LEVELS = {
    "city": frozenset(["city"]),
    "admin": frozenset(["admin1", "admin2", "site", "border_area"]),
}


class Lands:
    """Answers from what has been read so far in one document."""

    def __init__(self, talk: Discourse, reference: Reference) -> None:
        self.talk = talk
        self.reference = reference
        self.on = day_of(talk.document)
        self._governments: dict[str, Actor | None] = {}

    def government(self, owner: Who | None, definite: bool) -> tuple[Who, float, str] | None:
        """ "the government": that of its owner, else of the usual country, the one in office at the article's date."""
        if owner is not None:
            return (
                (owner, 0.8, "own-government")
                if owner.kind in {"State", "Party", "Person"} and not owner.is_person
                else None
            )
        if not definite:
            return None
        code = self.usual()
        if code is None:
            return None
        for who in self.talk.latest():
            if who.kind == "GovernmentBody" and who.country == code and who.known and "government" in who.name.lower():
                return who, 0.8, "government"
        if code not in self._governments:
            self._governments[code] = self._government_of(code)
        actor = self._governments[code]
        return (self.known(actor), 0.7, "government") if actor is not None else None

    def _government_of(self, code: str) -> Actor | None:
        """The government of a country at the article's date, else the state."""
        state: Actor | None = None
        for actor in self.reference.actors.values():
            if actor.country != code:
                continue
            if actor.kind == "State":
                state = actor
            elif actor.kind == "GovernmentBody" and "overnment of" in actor.name and self._in_office(actor):
                return actor
        return state

    def _in_office(self, actor: Actor) -> bool:
        if self.on is None and (actor.valid_from or actor.valid_to):
            return False  # of no known day: the state stands for whoever ruled
        on = self.on or "9"
        return (
            (actor.valid_from or "") <= on
            and (actor.valid_to or "9") >= on
            and (actor.part_of or "").startswith("state")
        )

    def usual(self) -> str | None:
        """The country that most has been said of so far; None while two are nearly even."""
        counts = self.talk.countries
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if not ranked or (len(ranked) > 1 and ranked[0][1] < 1.2 * ranked[1][1]):
            return None
        return ranked[0][0]

    def country(self, lemma: str, before: list[str], sentence: Sentence) -> tuple[Who, float, str] | None:
        """The most frequent country; "that country" the one named last. Where the two differ it abstains."""
        counts, latest = self.talk.states, self.talk.last_state
        if latest is None:
            return None
        usual = max(counts.items(), key=lambda item: (item[1], item[0]))[0]
        if any(w.startswith("neighbo") for w in before):
            return self._neighbour()
        if lemma == "state" and self.place("state", sentence) is not None:
            return None
        chosen = latest if any(w in _NEAR for w in before) else usual
        if chosen != latest and counts[latest] * 3 > counts[usual]:
            return None
        return self._state(chosen, 0.85 if usual == latest else 0.65, "country")

    def state_of(self, what: str, sentence: Sentence) -> tuple[Who, float, str] | None:
        """ "state media", "state prosecutors": of the country, or of the part of it that was named last."""
        if what not in words("national_state_nouns"):
            part = self.place("state", sentence)
            if part is not None:
                return part
        code = self.usual()
        return self._state(code, 0.6, "state") if code is not None else None

    def _neighbour(self) -> tuple[Who, float, str] | None:
        """ "the neighbouring country": the one named last that is not the country the text is about."""
        usual = self.usual()
        if usual is None:
            return None
        for who in self.talk.latest():
            country = who.kind in {"State", "GovernmentBody"} or (who.kind == "Place" and who.level == "country")
            if country and who.country and who.country != usual and self.talk.seen[who.id][-1].form != "demonym":
                return self._state(who.country, 0.7, "neighbour")
        return None

    def _state(self, code: str, score: float, rule: str) -> tuple[Who, float, str] | None:
        for who in self.talk.latest():
            if who.kind == "State" and who.country == code:
                return who, score, rule
        actor = next((a for a in self.reference.actors.values() if a.kind == "State" and a.country == code), None)
        return (self.known(actor), score, rule) if actor is not None else None

    def known(self, actor: Actor) -> Who:
        """The entity of an actor of the reference data, whether or not the text has named it yet."""
        found: Who | None = self.talk.cast.who.get(actor.id)
        if found is None:
            found = Who(actor.id, actor.kind, actor.name, known=True, country=actor.country, gender=actor.gender)
        return found

    def place(self, lemma: str, sentence: Sentence) -> tuple[Who, float, str] | None:
        """ "the city", "the province": the place of that level named last."""
        kinds = [level for level in ("city", "admin") if lemma in words(f"place_level_{level}")]
        if not kinds:
            return None
        usual = self.usual()
        best: tuple[int, int, Who] | None = None
        for who in self.talk.latest():
            fits = who.kind == "Place" and (who.level in _LEVELS[kinds[0]] or who.level is None)
            if not fits or (lemma == "capital" and usual is not None and who.country != usual):
                continue
            last = self.talk.seen[who.id][-1]
            if lemma == "region" and (who.country != usual or sentence.index - last.sentence > 2):
                continue  # a vague word, which seldom means a state of somewhere else
            if sentence.index - last.sentence <= 6 and (best is None or (last.sentence, last.token) > best[:2]):
                best = (last.sentence, last.token, who)
        return (best[2], 0.75, "place") if best is not None else None

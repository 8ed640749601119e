"""What belongs to a claim besides its two ends: amount, time, place, the words that it is about."""

from functools import cache

from loaders.extract.dates import Found, find_dates
from loaders.extract.document import Document, Event, Sentence
from loaders.extract.numbers import FoundValue, find_money
from loaders.extract.view import View
from schema.records import Ref, Time, Value
from schema.reference import load_reference

_MONEY = frozenset(
    {
        "INVESTS_IN",
        "FUNDS_SPONSORS",
        "AIDS",
        "ARMS_TRAINS",
        "SANCTIONS_REDUCES_RELATIONS",
        "OWNS_OPERATES",
        "PROMISES_AGREES",
        "DEMANDS",
    }
)
_LONG = 60  # tokens of `about` at most


class Sentences:
    """Dates and money of each sentence, found once. Positions are token indices of the document."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._dates: dict[int, list[tuple[int, Time]]] = {}
        self._money: dict[int, list[tuple[int, Value]]] = {}

    def _text(self, sentence: Sentence) -> tuple[str, int]:
        doc = self.view.document.doc
        first, last = doc[sentence.start], doc[sentence.end - 1]
        start = first.idx
        return self.view.document.clean.text[start : last.idx + len(last)], start

    def _token(self, sentence: Sentence, character: int) -> int:
        doc = self.view.document.doc
        at = sentence.start
        while at + 1 < sentence.end and doc[at + 1].idx <= character:
            at += 1
        return at

    def dates(self, sentence: Sentence) -> list[tuple[int, Time]]:
        """(token, time) of every date of the sentence."""
        if sentence.index not in self._dates:
            text, start = self._text(sentence)
            found: list[Found] = find_dates(text, self.view.document.published)
            self._dates[sentence.index] = [(self._token(sentence, start + f.start), f.time) for f in found]
        return self._dates[sentence.index]

    def money(self, sentence: Sentence) -> list[tuple[int, Value]]:
        """(token, value) of every amount of money of the sentence."""
        if sentence.index not in self._money:
            text, start = self._text(sentence)
            found: list[FoundValue] = find_money(text) if any(c.isdigit() for c in text) or "illion" in text else []
            self._money[sentence.index] = [(self._token(sentence, start + f.start), f.value) for f in found]
        return self._money[sentence.index]


def value_of(view: View, event: Event, sentences: Sentences) -> Value | None:
    """The amount that belongs to the act: below its trigger, the nearest to it."""
    if event.predicate not in _MONEY:
        return None
    below = [
        (abs(i - event.trigger), v)
        for i, v in sentences.money(view.document.sentence_of(event.trigger))
        if view.tree.below(i, event.trigger) and not _of_another_act(view, i, event.trigger)
    ]
    return min(below, key=lambda x: x[0])[1] if below else None


def _of_another_act(view: View, i: int, trigger: int) -> bool:
    """Whether the words hang in the subject, or in a clause that tells of something else ("China, which has invested …, urged")."""
    tree = view.tree
    for at in (i, *tree.ancestors(i)):
        if at == trigger:
            return False
        if tree.dep[at] in ("relcl", "advcl", "nsubj", "nsubjpass"):
            return True
    return False


def time_of(view: View, event: Event, sentences: Sentences) -> Time | None:
    """When: a date below the trigger that no other verb stands between, else the only date of the sentence unless it dates a saying."""
    tree = view.tree
    dates = sentences.dates(view.document.sentence_of(event.trigger))
    best: tuple[int, Time] | None = None
    for i, time in dates:
        steps = 0
        at = i
        for h in tree.ancestors(i):
            at = h
            if h == event.trigger:
                break
            if tree.pos[h] in ("VERB", "AUX"):
                steps += 1
        if at == event.trigger and steps == 0:
            distance = abs(i - event.trigger)
            if best is None or distance < best[0]:
                best = (distance, time)
    return best[1] if best else None


def words_of(view: View, head: int, forbidden: tuple[int, int] | None = None) -> str | None:
    """The words below a head token, verbatim from the article."""
    start, end = view.tree.span(head)
    sentence = view.document.sentence_of(head)
    start, end = max(start, sentence.start), min(end, sentence.end, start + _LONG)
    while end > start and view.tree.pos[end - 1] in ("PUNCT", "SPACE"):
        end -= 1
    return view.document.span(start, end)[2] if end > start else None


def as_place(document: Document, ref: Ref | None) -> Ref | None:
    """The same words meant as a place: a state as actor becomes the country on the map."""
    if ref is None or ref.kind not in ("State", "GovernmentBody") or ref.entity is None:
        return ref
    town = _town(_plain(ref.text))
    if town is not None and load_reference().metonym(ref.text, None) is not None:
        # a capital that stands for its state elsewhere is the town here
        return Ref(entity=town[0], kind="Place", name=town[1], text=ref.text, start=ref.start, end=ref.end)
    if ref.kind != "State":
        return ref
    entity = document.entities.get(ref.entity)
    country = entity.country if entity is not None else None
    found = _country(country) if country else None
    if found is None:
        return ref
    return Ref(entity=found[0], kind="Place", name=found[1], text=ref.text, start=ref.start, end=ref.end)


def as_state(document: Document, ref: Ref | None) -> Ref | None:
    """A capital or country that an envoy is recalled from or ties are cut with stands for its state."""
    if ref is None or ref.kind != "Place" or ref.entity is None:
        return ref
    reference = load_reference()
    on = document.published.isoformat() if document.published else None
    actor = reference.metonym(ref.text, on)
    if actor is None:
        place = reference.places.get(ref.entity)
        if place is not None and place.level == "country" and place.iso:
            actor = reference.actors.get(f"state-{place.iso.lower()}")
    if actor is None:
        return ref
    return Ref(entity=actor.id, kind=actor.kind, name=actor.name, text=ref.text, start=ref.start, end=ref.end)


def office_body(document: Document, person: Ref | None, start: int, end: int) -> Ref | None:
    """The body in which a known person held the office that the title (tokens [start, end)) names on the article's day."""
    if person is None or person.entity is None:
        return None
    reference = load_reference()
    a, b, text = document.span(start, end)
    title = text.casefold()
    on = document.published.isoformat() if document.published else None
    for office in reference.offices_of(person.entity, on):
        if not any(t.casefold() in title or title in t.casefold() for t in office.titles):
            continue
        actor = reference.actors.get(office.body or "") or reference.actors.get(
            f"state-{(office.country or '').lower()}"
        )
        if actor is not None:
            return Ref(entity=actor.id, kind=actor.kind, name=actor.name, text=text, start=a, end=b)
    return None


@cache
def _towns() -> dict[str, tuple[str, str]]:
    """The largest city of each name."""
    found: dict[str, tuple[str, str]] = {}
    cities = [p for p in load_reference().places.values() if p.level == "city"]
    for place in sorted(cities, key=lambda p: (p.population or 0, p.id)):
        found[_plain(place.name)] = (place.id, place.name)
    return found


def _plain(name: str) -> str:
    return name.casefold().replace("'", "").replace("’", "")


def _town(name: str) -> tuple[str, str] | None:
    return _towns().get(name)


@cache
def _country(iso: str) -> tuple[str, str] | None:
    place = load_reference().places.get(f"place-{iso.lower()}")
    return (place.id, place.name) if place is not None else None

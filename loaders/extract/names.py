"""Names in the parsed text → typed and linked mentions. Every name is typed once per document.

Order: gazetteer and entity model propose spans; each distinct name gets one kind; persons are put together from their
parts; reference data is asked; what it does not know becomes a new entity of this article.
"""

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from loaders.extract.cast import Cast, Who
from loaders.extract.document import DocMention, Document
from loaders.extract.facets import owned, widen
from loaders.extract.gazetteer import Gazetteer, is_sure, kind_of, name_key
from loaders.extract.grammar import head_of
from loaders.extract.kinds import is_armed, kind_by_labels, kind_by_words
from loaders.extract.lexicon import words
from loaders.extract.link import Choice, Linker, Name
from loaders.extract.people import People, gender_of, reads_as_person, title_before
from loaders.extract.spans import collect
from schema.ids import entity_id
from schema.records import Quality
from schema.reference import Actor, Place

if TYPE_CHECKING:
    from spacy.tokens import Doc

_BODIES = frozenset(
    [
        "ArmedGroup",
        "Party",
        "NGO",
        "IGO",
        "SecurityForce",
        "GovernmentBody",
        "Company",
        "MediaOutlet",
        "Project",
        "Operation",
    ]
)
_NAMED_THINGS = frozenset(["Operation", "Project", "Agreement", "ArmedGroup", "Party"])
_MIN_VARIANT = 6


def find_names(document: Document, gazetteer: Gazetteer) -> Cast:
    """Fill `document.mentions` and `document.entities` with the names of the article; returns its cast."""
    names = collect(document, gazetteer)
    cast = Cast()
    linker = Linker(document, gazetteer, cast)
    linker.read_context(names)
    same = _introduced(document, names)
    _type(document, names, gazetteer.reference.given_names)
    namer = _Namer(document, gazetteer, linker, cast, same, Counter(n.key for n in names))
    for name in names:
        namer.take(name)
    owned(document, cast)
    document.entities.update(cast.entities())
    return cast


def _introduced(document: Document, names: list[Name]) -> dict[str, str]:
    """Short forms that the article introduces itself: "Name Name (NN)", "Name, known as Other" → key to key."""
    doc = document.doc
    by_start = {n.start: n for n in names}
    same: dict[str, str] = {}
    for name in names:
        i = name.end
        if i + 2 < len(doc) and doc[i].text in {"(", "["} and doc[i + 2].text in {")", "]"}:
            short = doc[i + 1].text
            if short.isupper() and 2 <= len(short) <= 8 and len(name.text) > len(short):
                same[name_key(short)] = name.key
            continue
        words_after = [t.lower_ for t in doc[i : i + 6]]
        for phrase in (
            ("also", "known", "as"),
            ("known", "as"),
            ("also", "called"),
            ("formerly",),
            ("formerly", "known", "as"),
        ):
            at = 1 if words_after[:1] in ([","], ["("]) else 0
            if tuple(words_after[at : at + len(phrase)]) == phrase:
                other = i + at + len(phrase)
                other += other < len(doc) and doc[other].lower_ == "the"
                if other in by_start and by_start[other].key != name.key:
                    same[by_start[other].key] = name.key
                break
    return same


def _type(document: Document, names: list[Name], given: Mapping[str, str]) -> None:
    """One kind for each distinct name that reference data does not settle."""
    groups: dict[str, list[Name]] = {}
    for name in names:
        groups.setdefault(name.key, []).append(name)
    doc = document.doc
    for group in groups.values():
        sure = {c.kind for c in group[0].candidates if is_sure(c, group[0].end - group[0].start)}
        if len(sure) == 1:
            kind: str | None = sure.pop()
        elif sure or (group[0].candidates and all(c.kind != "Person" for c in group[0].candidates)):
            kind = None  # the linker decides from place to place
        else:
            kind = _kind(doc, group, given)
        for name in group:
            name.kind = kind


def _kind(doc: "Doc", group: list[Name], given: Mapping[str, str]) -> str | None:
    parts = [w.lower() for w in group[0].text.replace("-", " ").split()]
    labels = Counter(n.label for n in group if n.label)
    person = sum(reads_as_person(doc, n.start, n.end) for n in group)
    top = labels.most_common(1)[0][0] if labels else ""
    cued = any(_cued(doc, n) for n in group)
    if not person and len(parts) == 1 and any(_levelled(doc, n) for n in group):
        return "Place"
    if not person and (cued or top != "PERSON" or parts[0] in words("group_strong")) and is_armed(parts, cued):
        return "ArmedGroup"
    if not person:
        by_words = kind_by_words(parts)
        if by_words:
            return by_words
    if person and (top in {"PERSON", "ORG", ""} or person >= 2):
        return "Person"
    if top in {"ORG", "GPE", "FAC"} and 2 <= len(parts) <= 4 and parts[0].capitalize() in given:
        return "Person"
    if len(parts) == 1 and parts[0] in words("not_names"):
        return None
    if len(parts) == 1 and any(_listed_with_places(doc, n) for n in group):
        return "Place"
    return kind_by_labels(labels, len(parts))


def _levelled(doc: "Doc", name: Name) -> bool:
    """ "the Chelsea neighbourhood", "Kot district": the name stands before the word for what it is."""
    after = doc[name.end] if name.end < len(doc) else None
    return (
        after is not None
        and after.tag_ == "NN"
        and after.lower_ in words("settlement_nouns")
        and doc[name.end - 1].head == after
    )


def _listed_with_places(doc: "Doc", name: Name) -> bool:
    """ "the districts of Gereshk, Sangin and Marjah": one of several that are known to be places."""
    token = doc[name.start]
    if token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.lower_ in words("kind_Place"):
        return True
    return token.dep_ == "conj" and token.head.ent_type_ in {"GPE", "LOC"}


def _cued(doc: "Doc", name: Name) -> bool:
    """Whether words beside the name call it a militant group: "the banned X", "X militants", "the terrorist group X"."""
    before = [t.lower_ for t in doc[max(0, name.start - 4) : name.start]]
    after = [t.lower_ for t in doc[name.end : name.end + 2]]
    if len(before) >= 2 and before[-1] in words("group_nouns") and any(w in words("group_cues") for w in before[:-1]):
        return True
    if name.label in {"PERSON", "GPE", "LOC", "FAC", "NORP"}:
        return False
    if after and after[0] in words("group_cues") - {"armed", "banned"}:
        return True
    return bool(before) and before[-1] in words("group_cues")


def _variant_kinds(name: Name) -> frozenset[str]:
    """Kinds of entries that a name may be a variant of. An untyped one needs two words."""
    if name.kind is None:
        return _NAMED_THINGS if " " in name.text or "-" in name.text else frozenset()
    return _BODIES if name.kind == "Organisation" else frozenset([name.kind])


class _Namer:
    """Takes names in text order: links each, or makes a new entity of it, and adds the mention."""

    def __init__(
        self,
        document: Document,
        gazetteer: Gazetteer,
        linker: Linker,
        cast: Cast,
        same: dict[str, str],
        counts: Counter[str],
    ) -> None:
        self.document = document
        self.doc = document.doc
        self.reference = gazetteer.reference
        self.linker = linker
        self.cast = cast
        self.same = same
        self.counts = counts
        self.people = People()
        self._by_key: dict[str, Who] = {}
        self._persons: list[tuple[int, Who]] = []  # in text order, with the token where each was named
        self._variants: dict[tuple[str, str | None], Choice | None] = {}

    def take(self, name: Name) -> None:
        """Link one name and add its mention."""
        unknown = name.kind in {None, "Organisation", "Place"} and not name.candidates and name.end - name.start <= 2
        if name.kind == "Person" or unknown:
            if self._take_person(name):
                return
        elif name.label == "PERSON" and name.kind == "Place" and self._take_person(name, only_known=True):
            return
        who, score, reason, form = self._resolve(name)
        if who is not None:
            self._emit(name, who, score, reason, form)

    def _resolve(self, name: Name) -> tuple[Who | None, float, str, str]:
        introduced = self._by_key.get(self.same.get(name.key, ""))
        if introduced is not None:
            return introduced, 0.95, "introduced", "name"
        choice = self.linker.choose(name) if name.candidates else None
        if choice is None and name.key in self._by_key:
            return self._by_key[name.key], 0.85, "same-name", "name"
        if choice is None:
            choice = self._variant(name)
        if choice is not None:
            choice = self._undated(choice)
            known = self._known(choice)
            if choice.form == "name":
                self._by_key.setdefault(name.key, known)
            return known, choice.score, choice.reason, choice.form
        if name.candidates and (name.kind is None or all(c.alias.type == "short" for c in name.candidates)):
            return self._unlicensed(name)
        who = self._new(name)
        return who, 0.6, "new", "demonym" if who is not None and who.kind == "Population" else "name"

    def _undated(self, choice: Choice) -> Choice:
        """In an article without a date a government that ruled for a time only is not to be told from the others: its state."""
        entry = choice.entry
        if self.linker.on is not None or not isinstance(entry, Actor) or entry.kind != "GovernmentBody":
            return choice
        state = self.reference.actors.get(f"state-{(entry.country or '').lower()}")
        if state is None or entry.part_of != state.id or not (entry.valid_from or entry.valid_to):
            return choice
        return Choice(state, min(choice.score, 0.8), "undated", choice.form)

    def _unlicensed(self, name: Name) -> tuple[Who | None, float, str, str]:
        """A short form that the article does not allow. A parliament by a foreign name is the country's own one."""
        main = self.linker.cast.main_country()
        if main and name.text.lower() in words("legislatures"):
            own = self.linker.legislature(main)
            if own is not None:
                self._flag(name, "damaged_name", f"{name.text!r} read as {own.entry.name}")
                return self._known(own), own.score, own.reason, "name"
        return None, 0.0, "", ""

    def _variant(self, name: Name) -> Choice | None:
        """An entry whose name is spelt nearly alike, asked once per name."""
        if len(name.text) < _MIN_VARIANT or name.kind == "Population" or name.end - name.start > 8:
            return None
        key = (name.key, name.kind)
        if key not in self._variants:
            self._variants[key] = self.linker.variant(name, _variant_kinds(name))
        return self._variants[key]

    def _known(self, choice: Choice) -> Who:
        entry = choice.entry
        known = self.cast.who.get(entry.id)
        if known is not None:
            return known
        who = Who(entry.id, kind_of(entry), entry.name, known=True, country=self.linker.country(entry))
        if isinstance(entry, Place):
            who.level = entry.level
        elif isinstance(entry, Actor):
            who.gender = entry.gender
            if entry.kind == "Person":
                self._give_offices(who)
        return who

    def _give_offices(self, who: Who) -> None:
        for office in self.reference.offices_of(who.id, self.linker.on):
            for title in office.titles:
                who.roles.add(title.lower())
                who.roles.add(title.lower().split(" ")[-1])

    def _new(self, name: Name) -> Who | None:
        kind = name.kind
        if kind is None or (name.label in {"PRODUCT", "WORK_OF_ART"} and kind != "ArmedGroup"):
            return None
        if kind == "Population" and self.doc[name.end - 1].pos_ not in {"NOUN", "PROPN"}:
            return None
        if name.key in self._by_key:
            return self._by_key[name.key]
        text = name.text.strip()
        who = Who(entity_id(kind, text), kind, text, known=False, plural=self.doc[name.end - 1].tag_ in {"NNS", "NNPS"})
        if kind == "Place" and (name.label == "FAC" or any(w.lower() in words("facilities") for w in text.split())):
            who.level = "facility"
        self._by_key[name.key] = who
        return who

    def _take_person(self, name: Name, only_known: bool = False) -> bool:
        """A person by full name, by a part of a name known from this article, or from the reference data."""
        text = name.text
        found = self.people.find(text)
        exact = [c for c in name.candidates if c.kind == "Person" and c.alias.type != "short"]
        if exact and name.kind == "Person":
            choice = self.linker.choose(name)
            if choice is not None and kind_of(choice.entry) == "Person":
                self._emit_person(name, self._known(choice), choice.score, choice.reason)
                return True
        if found is not None:
            who, score, reason = found
            if name.kind == "Person" or reason in {"surname", "name-part"}:
                if len(text) > len(who.name) and not who.known and reason == "name-part":
                    who.name = text
                self._emit_person(name, who, score, reason)
                return True
        garbled = None if only_known else self._damaged(name)
        if garbled is not None and (name.kind == "Person" or self.doc[name.start].dep_ in {"nsubj", "nsubjpass"}):
            self._flag(name, "damaged_name", f"{name.text!r} read as {garbled.name}")
            self._emit(name, garbled, 0.6, "damaged-name", "name")
            return True
        if only_known or name.kind != "Person":
            return False
        choice = self.linker.choose(name) if name.candidates else self._variant(name)
        if choice is not None and kind_of(choice.entry) == "Person":
            self._emit_person(name, self._known(choice), choice.score, choice.reason)
            return True
        who = Who(entity_id("Person", text), "Person", text, known=False)
        self._emit_person(name, self.cast.who.get(who.id, who), 0.7 if " " in text else 0.6, "new")
        return True

    def _emit_person(self, name: Name, who: Who, score: float, reason: str) -> None:
        first = title_before(self.doc, name.start)
        titles = [t.lower_ for t in self.doc[first : name.start]]
        who.roles.update(t for t in titles if t in words("role_nouns") and t not in {"former", "vice"})
        if len(titles) > 1:
            who.roles.add(" ".join(titles))
        if who.gender is None:
            who.gender = gender_of(titles) or self._given(name.text)
        self.people.add(who, name.text)
        self._persons.append((name.start, who))
        self._emit(name, who, score, reason, "name")

    def _given(self, text: str) -> str | None:
        return self.reference.given_names.get(text.split(" ")[0].split("-")[0].capitalize()) if " " in text else None

    def _emit(self, name: Name, who: Who, score: float, reason: str, form: str) -> None:
        who.aliases.add(name.text)
        end = name.end
        if who.kind == "Place" and end < len(self.doc) and self.doc[end].lower_ in words("level_nouns"):
            end += self.doc[end - 1].head.i == end  # "Aragua state"
        root = head_of(self.doc, name.start, end)
        mention = DocMention(
            start=name.start,
            end=end,
            root=root.i,
            form=form,
            kind=who.kind,
            entity=who.id,
            name=who.name,
            score=round(score, 2),
            reason=reason,
            plural=who.plural or (who.kind == "ArmedGroup" and self.doc[name.end - 1].tag_ == "NNPS"),
            gender=who.gender,
        )
        widen(self.document, self.cast, who, mention)

    def _damaged(self, name: Name) -> Who | None:
        """The person named just before whose surname a single unknown word is, garbled."""
        word = name.text
        if name.end - name.start != 1 or self.counts[name.key] > 2 or name.candidates or not word.isalpha():
            return None
        if word.capitalize() in self.reference.given_names:
            return None
        here = self.document.sentence_of(name.start).index
        recent: dict[str, Who] = {}
        for start, who in reversed(self._persons[-20:]):
            if 0 < here - self.document.sentence_of(start).index <= 2:
                recent.setdefault(who.id, who)
        return self.people.damaged(word, recent.values())

    def _flag(self, name: Name, flag: str, reason: str) -> None:
        start, end, _ = self.document.span(name.start, name.end)
        self.document.quality.append(Quality(start=start, end=end, flag=flag, reason=reason))
        self.document.sentence_of(name.start).flags.add(flag)

"""Which words are names: the gazetteer's matches, the entity model's spans, and runs of proper nouns that both missed."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import TYPE_CHECKING

from loaders.extract.document import Document
from loaders.extract.gazetteer import Gazetteer, Match, is_sure, name_key, stands_alone
from loaders.extract.kinds import kind_by_words
from loaders.extract.lexicon import words
from loaders.extract.link import Name
from schema.reference import Place

if TYPE_CHECKING:
    from spacy.tokens import Doc

_BODIES = frozenset(["SecurityForce", "GovernmentBody", "Party", "NGO", "Company", "MediaOutlet"])
_CAPTIONS = frozenset(["FILE", "PHOTO", "VIDEO", "WATCH", "UPDATE"])  # "FILE - Name Name, …" under a picture
_LABELS = frozenset(["PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART"])


def collect(document: Document, gazetteer: Gazetteer) -> list[Name]:
    """Spans of names: the gazetteer's, the entity model's, and runs of proper nouns that both missed."""
    doc = document.doc
    loose = [(s.start, s.end) for s in document.sentences if "all_caps" in s.flags]
    matches = gazetteer.matches(doc, loose, document.published.isoformat() if document.published else None)
    taken = bytearray(b"\1" * len(doc))  # what is in no sentence and no dateline is not read
    for start, end in [*((s.start, s.end) for s in document.sentences), *document.datelines]:
        taken[start:end] = b"\0" * (end - start)
    names: list[Name] = []
    entities = [e for e in doc.ents if e.label_ in _LABELS]
    for entity in entities:
        inside = [m for m in _overlapping(matches, entity.start, entity.end) if not any(taken[m.start : m.end])]
        if inside and not _is_longer_name(doc, entity.start, entity.end, entity.label_, inside):
            for m in inside:
                if not any(taken[m.start : m.end]):
                    _take_match(names, taken, doc, entity.label_, m)
        elif not any(taken[entity.start : entity.end]):
            start, end = _trim(doc, entity.start, entity.end, entity.label_)
            if start < end and not _is_portfolio(doc, start, end) and not doc[start:end].text.islower():
                _take(names, taken, doc, start, end, entity.label_, None)
    for m in matches:
        if not any(taken[m.start : m.end]) and _is_named(doc, m):
            _take_match(names, taken, doc, "", m)
    for start, end in _proper_runs(document, taken):
        _take(names, taken, doc, start, end, "", None)
    names.sort(key=lambda n: n.start)
    for name in names:
        if not name.candidates:
            name.candidates = gazetteer.candidates(name.text) if _worth_asking(doc, name) else ()
    return names


def _is_portfolio(doc: "Doc", start: int, end: int) -> bool:
    """ "Defence", "Interior" before "Minister": a part of the title, not an organisation."""
    if end >= len(doc) or doc[end].lower_ not in {"minister", "secretary", "ministers", "adviser", "advisor"}:
        return False
    return all(doc[i].lower_ in words("titles") for i in range(start, end))


def _overlapping(matches: list[Match], start: int, end: int) -> list[Match]:
    at = bisect_left(matches, start, key=lambda m: m.end - 1)
    found = []
    while at < len(matches) and matches[at].start < end:
        found.append(matches[at])
        at += 1
    return found


def _take(
    names: list[Name], taken: bytearray, doc: "Doc", start: int, end: int, label: str, match: Match | None
) -> None:
    if match is None:
        end = _article_end(doc, end, taken)
    text = doc[start:end].text
    names.append(Name(start, end, label, name_key(text), text, match.candidates if match else ()))
    taken[start:end] = b"\1" * (end - start)


def _article_end(doc: "Doc", end: int, taken: bytearray) -> int:
    """The end of a name that goes on over an Arabic or Persian article: "Harakat al-Sahra", "Jaish-e-Adl"."""
    while True:
        at = end + (end < len(doc) and doc[end].text == "-")
        last = at + 2
        if last >= len(doc) or doc[at].lower_ not in words("name_articles") or doc[at + 1].text != "-":
            return end
        if not doc[last].text[:1].isupper() or any(taken[end : last + 1]) or doc[last].is_sent_start:
            return end
        end = last + 1


def _take_match(names: list[Name], taken: bytearray, doc: "Doc", label: str, match: Match) -> None:
    """A name of the reference data, or the body's name that it opens: "Nigerian" of "Nigerian Air Force"."""
    end = _body_end(doc, match)
    if end > match.end and not any(taken[match.end : end]):
        _take(names, taken, doc, match.start, end, "ORG", None)
    else:
        _take(names, taken, doc, match.start, match.end, label, match)


def _body_end(doc: "Doc", match: Match) -> int:
    """The end of the run of capitalised nouns after a nationality or land if its last word is that of a body."""
    end = match.end
    if match.end - match.start > 1 or not all(c.kind in {"State", "Place"} for c in match.candidates):
        return end
    while end < len(doc) and doc[end].pos_ == "PROPN" and doc[end].text[:1].isupper() and not doc[end].ent_type_:
        end += 1
    found = kind_by_words([t.lower_ for t in doc[match.start : end]]) if end - match.end > 1 else None
    return end if found in _BODIES and not doc[match.start].is_sent_start else match.end


def _is_longer_name(doc: "Doc", start: int, end: int, label: str, inside: list[Match]) -> bool:
    """Whether the entity model's span is a name of its own that only contains names ("Pakistan Muslim Alliance")."""
    if any(m.start <= start and m.end >= end for m in inside):
        return False
    a, b = _trim(doc, start, end, label)
    if any(m.start <= a and m.end >= b for m in inside):
        return False
    if label in {"PERSON", "ORG", "FAC", "LAW", "EVENT", "WORK_OF_ART", "PRODUCT"}:
        for m in inside:
            if any(c.kind in {"Person", "ArmedGroup", "IGO"} and is_sure(c, m.end - m.start) for c in m.candidates):
                return False
        if label == "PERSON":
            return not all(any(c.alias.type == "demonym" for c in m.candidates) for m in inside)
        return doc[b - 1].pos_ in {"PROPN", "NOUN"} and doc[b - 1].text[:1].isupper()
    # "Puerto Jordán" is no Jordan: another capitalised noun before the one that is known
    last = inside[-1]
    return (
        label in {"GPE", "LOC"}
        and len(inside) == 1
        and (last.start, last.end) == (b - 1, b)
        and all(
            t.pos_ == "PROPN" and t.text[:1].isupper() and t.lower_ not in words("directions") for t in doc[a : b - 1]
        )
    )


def _trim(doc: "Doc", start: int, end: int, label: str) -> tuple[int, int]:
    """The span without article, possessive, punctuation, and for persons without title and nationality."""
    while start < end and (
        doc[start].lower_ in {"the", "a", "an"}
        or doc[start].is_punct
        or doc[start].is_space
        or (doc[start].text in _CAPTIONS and end - start > 1)
    ):
        start += 1
    while end > start and (
        doc[end - 1].lower_ in {"of", "and", "for"}
        or doc[end - 1].text in {"'s", "'", "’s"}
        or doc[end - 1].is_punct
        or doc[end - 1].is_space
    ):
        end -= 1
    if label == "ORG":
        while end - start > 1 and doc[end - 1].text.islower() and doc[end - 1].lower_ in words("role_nouns"):
            end -= 1  # "Coast Guard spokesman"
    if label == "PERSON":
        while end - start > 1 and (
            doc[start].lower_ in words("titles")
            or doc[start].lower_ in words("role_nouns")
            or not doc[start].text[:1].isupper()
            or doc[start].ent_type_ == "NORP"
        ):
            if doc[start].lower_ in words("name_titles") and end - start == 2:
                break
            start += 1
        while end - start > 1 and not doc[end - 1].text[:1].isupper():
            end -= 1
    return start, end


def _is_named(doc: "Doc", m: Match) -> bool:
    """Whether a match that the entity model did not see is a name here and not an ordinary word."""
    token = doc[m.start]
    if m.end - m.start > 1:
        return True
    if (token.is_stop and not token.text.isupper()) or not stands_alone(doc, m):
        return False
    sure = any(is_sure(c, 1) for c in m.candidates)
    if any(c.alias.type == "acronym" for c in m.candidates):
        return True
    if token.pos_ == "PROPN" or (sure and token.pos_ in {"NOUN", "ADJ", "X"} and not token.is_sent_start):
        if sure:
            return True
        # a small far-away town or a short form: the grammar must say that it is one
        return token.dep_ == "pobj" or any(c.alias.type == "short" for c in m.candidates)
    return sure and not isinstance(m.candidates[0].entry, Place) and token.text[:1].isupper()


def _proper_runs(document: Document, taken: bytearray) -> Iterable[tuple[int, int]]:
    """Runs of capitalised proper nouns outside headings that nobody claimed."""
    doc = document.doc
    for sentence in document.sentences:
        if sentence.heading or "all_caps" in sentence.flags:
            continue
        i = sentence.start
        while i < sentence.end:
            token = doc[i]
            if taken[i] or token.pos_ != "PROPN" or not token.text[:1].isupper() or token.ent_type_:
                i += 1
                continue
            start = i
            while i < sentence.end and not taken[i] and doc[i].pos_ == "PROPN" and doc[i].text[:1].isupper():
                i += 1
            while start < i and (doc[start].lower_ in words("titles") or doc[start].lower_ in words("role_nouns")):
                start += 1
            if start < i and len(doc[start:i].text) > 2:
                yield start, i


def _worth_asking(doc: "Doc", name: Name) -> bool:
    return len(name.text) > 2 and name.text[:1].isupper()

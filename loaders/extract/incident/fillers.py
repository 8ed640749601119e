"""Arguments of triggers as fillers: lists, appositions, what "dozens of" and "including" bring, pronouns, names with titles."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from loaders.extract.document import Document
from loaders.extract.incident.bodies import body_of
from loaders.extract.incident.boundary import boundary, name_span
from loaders.extract.incident.counts import count_of
from loaders.extract.incident.filler import BODY_KINDS, HUMAN, PERSON_KINDS, Filler, classify
from loaders.extract.incident.grammar import antecedent, with_conjuncts
from loaders.extract.incident.lexicon import key, lexicon, noun_at
from loaders.extract.incident.words import word_set
from schema.reference import load_reference

_FIRM = 0.7  # score of a link below which a pronoun names nobody here
_UNDERGOING = frozenset({"dobj", "nsubjpass", "pobj", "poss"})
_OF_BODIES = {"ArmedGroup": "militants", "SecurityForce": "military"}  # whose people one is
_PLAIN_OWNERS = frozenset({"military", "police", "government", "militants"})
_SAY = word_set("say tell add report state announce claim explain note")


def fillers(document: Document, argument: Token, seen: set[int] | None = None) -> Iterator[Filler]:
    """The argument's fillers: conjuncts, what "dozens of" and "including" bring, the bare name where one stands in apposition."""
    seen = set() if seen is None else seen
    start = antecedent(argument)
    if start.dep_ == "appos" and start.head.pos_ == "PROPN" and start.pos_ == "NOUN":
        start = start.head  # "A and B, two women who were held": A and B
    elif (
        start.dep_ == "appos" and start.head.dep_ == "conj" and start.head.head.pos_ == "PROPN" and start.pos_ == "NOUN"
    ):
        start = start.head.head
    for token in with_conjuncts(start):
        if token.i in seen or token.pos_ in ("PUNCT", "SPACE", "ADV"):
            continue
        seen.add(token.i)
        yield from _one(document, token, seen)


def _one(document: Document, token: Token, seen: set[int]) -> Iterator[Filler]:
    inner = _carried(token)
    named = _spelled_out(token) if inner is not None else None
    if named is not None:
        yield from fillers(document, named, seen)
        return
    if inner is not None:
        number = people_number(token)
        for k, filler in enumerate(fillers(document, inner, seen)):
            if k == 0 and filler.number is None:
                filler.number = number
            if key(token) in ("body", "corpse", "remains"):
                filler.dead = True
            yield filler
        return
    if token.pos_ == "PRON":
        yield from _pronoun(document, token)
        return
    if token.pos_ in ("VERB", "AUX") and token.ent_type_ == "":
        return
    filler = make(document, token)
    named = [a for child in token.children if child.dep_ == "appos" for a in with_conjuncts(child) if a.i not in seen]
    for appos in named:
        seen.add(appos.i)
        other = make(document, appos)
        if filler.cls in ("name", "organisation") and other.cls == "organisation" and _rebel(appos):
            filler.cls = "group"  # "the X, a rebel alliance"
        if other.cls in ("person", "name") and other.named and filler.cls in HUMAN and not filler.named:
            other.category = filler.category if other.category in (None, "civilians") else other.category
            other.cls = filler.cls if filler.cls != "state" else "person"
            other.aliases.append((filler.start, filler.end))
            other.number = (1, 1)
            if filler.plural and filler.cls == "perpetrator":
                continue
            if not filler.plural:
                other.organisation = filler.organisation
                filler = other
            else:
                yield other
        elif filler.named and other.cls == "group" and noun_at(document.doc[other.head]) is not None:
            filler.category = "militants"  # "X, the leader of Y"
            filler.aliases.append((other.start, other.end))
        elif filler.named and other.cls in HUMAN:
            filler.aliases.append((other.start, other.end))
            filler.category = filler.category or other.category
            if other.cls == "perpetrator":
                filler.cls = "perpetrator"
    yield filler
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in ("including", "among"):
            for obj in child.children:
                if obj.dep_ == "pobj":
                    for extra in fillers(document, obj, seen):
                        if extra.cls in HUMAN or filler.cls == extra.cls:
                            extra.number = extra.number if extra.named else None
                            yield extra
        elif child.dep_ == "prep" and child.lower_ in ("as_well_as", "along", "together"):
            continue
        elif child.dep_ == "acl" and child.lower_ in ("identified", "named", "called"):
            for prep in child.children:
                if prep.dep_ in ("prep", "oprd"):
                    targets = [prep] if prep.dep_ == "oprd" else [o for o in prep.children if o.dep_ == "pobj"]
                    for obj in targets:
                        for extra in fillers(document, obj, seen):
                            if extra.named:
                                extra.cls, extra.category = filler.cls, extra.category or filler.category
                                yield extra


def _rebel(noun: Token) -> bool:
    words = (noun_at(c) for c in noun.lefts if c.dep_ in ("compound", "amod", "nmod"))
    return any(w is not None and "perpetrator" in w.classes for w in words)


def _carried(token: Token) -> Token | None:
    """What follows "of" under words that only count or carry ("dozens of", "the bodies of")."""
    k = key(token)
    if k in lexicon().transparent or token.pos_ == "NUM" or token.lower_ in lexicon().transparent:
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ == "of":
                for obj in child.children:
                    if obj.dep_ == "pobj":
                        return obj
    return None


def _spelled_out(token: Token) -> Token | None:
    """ "One of the figures, commander X, was arrested": X."""
    if token.lower_ != "one":
        return None
    return next((c for c in token.children if c.dep_ == "appos" and c.pos_ == "PROPN"), None)


def _pronoun(document: Document, token: Token) -> Iterator[Filler]:
    mention = document.mention_of(token.i)
    if mention is None or mention.entity is None or mention.form != "pronoun" or mention.score < _FIRM:
        return
    if token.dep_ in _UNDERGOING and (
        mention.kind not in PERSON_KINDS
        or _told_by(document, token, mention.entity)
        or _unnamed(document, token, mention.entity)
    ):
        return
    first = next((m for m in document.mentions if m.entity == mention.entity and m.form == "name"), None)
    if first is None or mention.kind not in (PERSON_KINDS | BODY_KINDS):
        return
    filler = make(document, document.doc[first.root])
    filler.number = None if filler.cls != "person" else (1, 1)
    yield filler


def _told_by(document: Document, token: Token, entity: str) -> bool:
    """ "He was killed", X said: whoever tells it is not the one."""
    sentence = document.sentence_of(token.i)
    surnames = {document.doc[m.end - 1].text for m in document.mentions if m.entity == entity and m.form == "name"}
    for i in range(sentence.start, sentence.end):
        word = document.doc[i]
        if word.dep_ == "nsubj" and word.head.lemma_.lower() in _SAY and word.head.i != token.head.i:
            mention = document.mention_of(i)
            if (mention is not None and mention.entity == entity) or word.text in surnames:
                return True
    return False


def _unnamed(document: Document, token: Token, entity: str) -> bool:
    """Whether a person without a name ("the gunman") was the subject of a clause since the named one was spoken of."""
    first = document.sentences[max(0, document.sentence_of(token.i).index - 1)].start
    for i in range(token.i - 1, first - 1, -1):
        word = document.doc[i]
        mention = document.mention_of(i)
        if mention is not None and mention.entity == entity:
            return False
        noun = noun_at(word) if word.dep_ in ("nsubj", "nsubjpass") and word.tag_ == "NN" else None
        if noun is not None and noun.classes & HUMAN and (mention is None or mention.entity != entity):
            return True
    return True


def make(document: Document, head: Token) -> Filler:
    """One filler from its head noun."""
    cls, noun = classify(document, head)
    category = noun.category if noun is not None else None
    plural = (
        head.tag_ in ("NNS", "NNPS")
        or head.lower_ in ("people", "police", "troops", "personnel")
        or bool(noun is not None and head.lower_ != noun.words[-1] and head.lower_.endswith("s"))
    )
    suspected = any(c.lower_ in lexicon().lists["responsibility.suspect_words"] for c in head.children)
    if cls in ("person", "name") and noun is None and _takes_the(head):
        cls = "group"  # "the Extraditables": persons take no article
    if cls in ("person", "name") and (noun is None or head.ent_type_ == "PERSON"):
        start, end = name_span(head)
        titled = _title_before(head.doc, start)
        if cls == "name" and (titled is not None or head.ent_type_ == "PERSON"):
            cls = "person"
        people = (head.tag_ == "NNPS" or _national(document, head)) and head.ent_type_ != "PERSON"  # "three Israelis"
        named = cls == "person" and not people
        if _known_militant(document, head):
            category = "militants"
        elif titled is not None:
            category = "militants" if _of_a_group(document, titled[0], start) else titled[1] or category
        names = frozenset(t.lower_ for t in head.doc[start:end] if t.is_alpha and len(t) > 2)
        number = people_number(head) if people else (1, 1) if named else None
        filler = Filler(head.i, start, end, cls, category, named, people, number, names, suspected=suspected)
        if titled is not None:
            filler.aliases.append((titled[0], start))
        return filler
    start, end = boundary(document, head, cls, noun)
    indefinite = any(
        d.dep_ == "det" and d.lower_ in ("a", "an", "another")
        for c in head.children
        for d in (c, *(c.children if c.dep_ == "poss" else ()))
    )
    names = frozenset(t.lower_ for t in head.doc[start:end] if t.pos_ == "PROPN" and len(t) > 2)
    if cls in HUMAN and (head.pos_ != "PROPN" or noun is not None):
        names = frozenset()  # "U.S. citizens", "FMLN guerrillas" name a body, not them
    filler = Filler(
        head.i, start, end, cls, category, bool(names), plural, None, names, suspected=suspected, indefinite=indefinite
    )
    if cls in HUMAN or cls == "other":
        filler.number = people_number(head)
        if filler.number is None and not plural and cls in ("person", "perpetrator") and not _mass(head):
            filler.number = (1, 1)
    if noun is not None:
        filler.weapon = noun.weapon
    filler.organisation = body_of(document, head)
    filler.category = _category(document, filler) if cls != "perpetrator" else "militants"
    return filler


def _category(document: Document, filler: Filler) -> str | None:
    """By whom a thing is owned or used, and by whom people are led: "army helicopter", "the governor's office", "whose leader"."""
    head = document.doc[filler.head]
    if filler.category == "police" and key(head) == "officer" and _of_another_force(document, head):
        return "military"
    if filler.cls == "person" and filler.category in ("civilians", "military", None):
        body = document.mention_of(filler.organisation) if filler.organisation is not None else None
        return _OF_BODIES.get(body.kind or "", filler.category) if body is not None else filler.category
    if filler.cls not in ("thing", "state"):
        return filler.category
    of = document.mention_of(filler.organisation) if filler.organisation is not None and filler.cls == "thing" else None
    if of is not None and of.kind == "ArmedGroup":
        return "militants"  # "positions of the PKK"
    if filler.category == "military" and _rebel(head):
        return "militants"  # "rebel positions"
    if filler.category in _PLAIN_OWNERS:
        return filler.category
    for child in head.children:
        if child.i > head.i or child.dep_ not in ("compound", "amod", "nmod", "poss"):
            continue
        owner = noun_at(child)
        if owner is not None and owner.category in ("military", "police", "government"):
            return owner.category if child.dep_ != "poss" or filler.category == "business" else filler.category
    return filler.category


def _of_another_force(document: Document, officer: Token) -> bool:
    """ "two U.S. officers", in a sentence that knows no police."""
    nation = any(_national(document, c) for c in officer.lefts)
    return nation and not any(t.lower_.startswith("polic") for t in officer.sent)


def _national(document: Document, head: Token) -> bool:
    mention = document.mention_of(head.i)
    return mention is not None and mention.kind in ("State", "Population")


def _known_militant(document: Document, head: Token) -> bool:
    """Of an armed group by the reference data, and of no government."""
    mention = document.mention_of(head.i)
    actor = load_reference().actors.get(mention.entity) if mention is not None and mention.entity else None
    body = load_reference().actors.get(actor.part_of) if actor is not None and actor.part_of else None
    return body is not None and body.kind == "ArmedGroup"


def _of_a_group(document: Document, first: int, last: int) -> bool:
    """ "Taliban leader Mullah X"."""
    mentions = [document.mention_of(i) for i in range(first, last)]
    return any(m is not None and m.kind == "ArmedGroup" and m.form == "name" for m in mentions)


def _takes_the(head: Token) -> bool:
    return head.pos_ == "PROPN" and any(
        c.dep_ == "det" and c.lower_ == "the" and c.i == head.i - 1 for c in head.children
    )


def _mass(head: Token) -> bool:
    return head.lower_ in (
        "crew",
        "staff",
        "family",
        "crowd",
        "group",
        "community",
        "population",
        "household",
        "congregation",
        "gang",
        "mob",
        "column",
    )


def _title_before(doc: Doc, start: int) -> tuple[int, str | None] | None:
    """(first token, category) of the titles right before a name, longest run; None without a title."""
    titles, nouns = lexicon().titles, lexicon().nouns
    i, category = start, None
    while i > 0:
        token = doc[i - 1]
        if token.is_sent_start and i - 1 < start - 6:
            break
        word = token.lower_.rstrip(".")
        two = (doc[i - 2].lower_, word) if i > 1 else ()
        found = next(
            (
                n
                for n in nouns.get(key(token), ())
                if len(n.words) == 1 and ("person" in n.classes or "perpetrator" in n.classes)
            ),
            None,
        )
        if two in titles:
            i -= 2
        elif (word,) in titles or found is not None:
            i -= 1
        elif (
            i < start
            and (token.pos_ in ("ADJ", "NOUN", "PROPN") or token.lower_ == "of")
            and token.head.i >= i - 1
            and token.dep_ in ("compound", "amod", "nmod")
        ):
            i -= 1
            continue
        else:
            break
        noun = noun_at(token)
        if category is None and noun is not None:
            category = noun.category
        if token.is_sent_start:
            break
    return (i, category) if i < start else None


def people_number(head: Token) -> tuple[int, int | None] | None:
    """How many the noun phrase counts, (low, high); None where it does not say."""
    count = count_of(head)
    return None if count is None else (count.low, count.high)

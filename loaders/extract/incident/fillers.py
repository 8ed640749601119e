"""Arguments of triggers as fillers: the boundary rule, lists, appositions, and what kind of thing each one is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from loaders.extract.document import DocMention, Document
from loaders.extract.incident.grammar import antecedent, with_conjuncts
from loaders.extract.incident.lexicon import Noun, key, lexicon, noun_at
from loaders.extract.incident.words import word_set

HUMAN = frozenset({"person", "perpetrator", "state"})
_OF = frozenset({"of"})
_CONNECTIVES = word_set("de del la las los da do dos bin ibn ul al el e y von van der und-din ur abu")
_AGE = re.compile(r"\d{1,3}-(?:year|month|day)s?-old|\d{1,3}-year")
_CUT_WORDS = word_set(
    "other others another several many some few more most all both such same own different various numerous least alleged suspected "
    "reported presumed so-called certain total estimated self styled called so alias aka additional further first second third entire whole"
)
_SIZES = word_set("powerful strong huge massive big large small heavy intense")
_CUT_LEFT = (
    "det",
    "predet",
    "nummod",
    "quantmod",
    "advmod",
    "punct",
    "cc",
    "preconj",
    "prep",
    "appos",
    "intj",
    "meta",
    "dep",
    "npadvmod",
)
_FIRM = 0.7  # score of a link below which a pronoun names nobody here
_UNDERGOING = frozenset({"dobj", "nsubjpass", "pobj", "poss"})
_SAY = word_set("say tell add report state announce claim explain note")
_PERSON_KINDS = frozenset({"Person"})
_BODY_KINDS = frozenset(
    {
        "ArmedGroup",
        "SecurityForce",
        "GovernmentBody",
        "Party",
        "IGO",
        "NGO",
        "Company",
        "MediaOutlet",
        "Organisation",
        "State",
    }
)


@dataclass(slots=True)
class Filler:
    """An argument: tokens [start, end) after the boundary rule, its head, and what it is.

    `cls`: person | perpetrator | state | thing | organisation | weapon | event | place | other. `names` are lower-case
    words by which it is recognised again; `number` the people in it (low, high), None where not said. `source` is the
    argument's own head, before "members of" or a list was resolved."""

    head: int
    start: int
    end: int
    cls: str
    category: str | None = None
    named: bool = False
    plural: bool = False
    number: tuple[int, int | None] | None = None
    names: frozenset[str] = frozenset()
    weapon: str | None = None
    organisation: int | None = None  # head token of the body that it belongs to ("FMLN guerrillas", "members of the X")
    suspected: bool = False
    indefinite: bool = False
    dead: bool = False
    aliases: list[tuple[int, int]] = field(default_factory=list)

    def text(self, doc: Doc) -> str:
        """Its words in lower case."""
        return str(doc[self.start : self.end].text.lower())


def classify(document: Document, token: Token) -> tuple[str, Noun | None]:
    """The class of a noun by the entity it is linked to, the lexicon, and the parser's entity label, in this order."""
    mention = document.mention_of(token.i)
    kind = mention.kind if mention is not None else None
    noun = noun_at(token)
    if kind in _PERSON_KINDS and not _nameless(mention, noun):
        return "person", noun
    if noun is not None and "thing" in noun.classes and not noun.classes & HUMAN:
        return "thing", noun
    if kind in ("State", "Population") and noun is None and token.tag_ in ("NNS", "NNPS"):
        return "person", noun  # "two Salvadorans"
    if (
        kind == "State"
        and noun is None
        and token.ent_type_ == "NORP"
        and any(c.dep_ == "nummod" for c in token.children)
    ):
        return "person", noun  # "one Iranian"
    if kind == "ArmedGroup":
        return ("perpetrator" if noun is not None and "perpetrator" in noun.classes else "group"), noun
    if kind == "SecurityForce":
        return "state", noun
    if kind == "Place" and (noun is None or "thing" not in noun.classes):
        return "place", noun
    if noun is not None and not (token.pos_ == "PROPN" and token.ent_type_ == "PERSON" and len(noun.words) == 1):
        for cls in ("perpetrator", "person", "state", "thing", "weapon", "organisation"):
            if cls in noun.classes:
                if cls == "perpetrator" and "person" in noun.classes and "state" in noun.classes:
                    return "state", noun
                return cls, noun
        if "vehicle" in noun.classes:
            return "thing", noun
    label = token.ent_type_
    if label == "PERSON":
        return "person", None
    if label in ("GPE", "LOC"):
        return "place", None
    if label in ("ORG", "NORP"):
        return "organisation", None
    if label == "FAC":
        return "thing", None
    if kind in _BODY_KINDS:
        return "organisation", None
    if token.pos_ == "PROPN":
        return "name", None
    return "other", None


def _nameless(mention: DocMention | None, noun: Noun | None) -> bool:
    """ "The gunman" is not known by the name of whoever was spoken of before."""
    return (
        mention is not None
        and mention.form != "name"
        and noun is not None
        and "perpetrator" in noun.classes
        and not mention.plural
    )


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


def _pronoun(document: Document, token: Token) -> Iterator[Filler]:
    mention = document.mention_of(token.i)
    if mention is None or mention.entity is None or mention.form != "pronoun" or mention.score < _FIRM:
        return
    if token.dep_ in _UNDERGOING and (
        mention.kind not in _PERSON_KINDS
        or _told_by(document, token, mention.entity)
        or _unnamed(document, token, mention.entity)
    ):
        return
    first = next((m for m in document.mentions if m.entity == mention.entity and m.form == "name"), None)
    if first is None or mention.kind not in (_PERSON_KINDS | _BODY_KINDS):
        return
    filler = make(document, document.doc[first.root])
    filler.number = None if filler.cls != "person" else (1, 1)
    yield filler


def _told_by(document: Document, token: Token, entity: str) -> bool:
    """ "He was killed", X said: whoever tells it is not the one."""
    sentence = document.sentence_of(token.i)
    for i in range(sentence.start, sentence.end):
        word = document.doc[i]
        if word.dep_ == "nsubj" and word.head.lemma_.lower() in _SAY and word.head.i != token.head.i:
            mention = document.mention_of(i)
            if mention is not None and mention.entity == entity:
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
        if noun is not None and noun.classes & HUMAN and mention is None:
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
        people = head.tag_ == "NNPS" and head.ent_type_ != "PERSON"  # "three Israelis"
        named = cls == "person" and not people
        if titled is not None:
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
    return filler


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


def name_span(head: Token) -> tuple[int, int]:
    """The bare name around its head token: capitalised words and connectives, without titles."""
    doc = head.doc
    first, last = doc[head.i].sent.start, doc[head.i].sent.end
    start = head.i
    while start > first and _in_name(doc, start - 1, start):
        start -= 1
    end = head.i + 1
    while (
        end < last
        and doc[end].pos_ == "PROPN"
        and doc[end].text[:1].isupper()
        and doc[end].head.i in (end - 1, end + 1, head.i)
        and doc[end].dep_ in ("flat", "compound", "appos", "nmod")
        and doc[end - 1].text != ","
    ):
        end += 1
    while start < head.i and (
        (doc[start].lower_ in _CONNECTIVES and not doc[start].text[:1].isupper()) or doc[start].text in ".-'\""
    ):
        start += 1
    return start, end


def _in_name(doc: Doc, i: int, nxt: int) -> bool:
    token = doc[i]
    if token.lower_ in _CONNECTIVES:
        return i > 0 and doc[i - 1].text[:1].isupper() and doc[i - 1].pos_ == "PROPN"
    if token.text == "-" and i > 0 and not doc[i - 1].whitespace_ and not token.whitespace_:
        return bool(doc[i - 1].text[:1].isupper())
    if not token.text[:1].isupper() or token.pos_ not in ("PROPN", "NOUN", "ADJ", "X") or token.is_punct:
        return False
    word = token.lower_.rstrip(".")
    if (word,) in lexicon().titles or (
        token.ent_type_ in ("GPE", "NORP", "ORG", "DATE")
        and token.dep_ != "flat"
        and token.ent_type_ != doc[nxt].ent_type_
    ):
        return False
    if i > 0 and (doc[i - 1].lower_, word) in lexicon().titles:
        return False
    found = lexicon().nouns.get(key(token))
    return not (found and any(len(n.words) == 1 and n.classes & HUMAN for n in found) and token.ent_type_ != "PERSON")


def boundary(document: Document, head: Token, cls: str, noun: Noun | None) -> tuple[int, int]:
    """The boundary rule: adjectives, compounds and noun modifiers left of the head stay; determiners, numbers, quantifiers,
    pronouns, ages and participles of triggers go; to the right only an "of" phrase after collective heads."""
    doc = head.doc
    start = head.i
    allowed = {c.i for c in head.lefts}
    while start > head.sent.start:
        token = doc[start - 1]
        top = _top_left(token, head)
        if top is None or _cut(token, top, cls):
            break
        start -= 1
    while start < head.i and (
        doc[start].is_punct or doc[start].pos_ in ("CCONJ", "PART", "DET", "PRON", "ADP") or not allowed
    ):
        start += 1
    if noun is not None:
        start = min(start, head.i - len(noun.words) + 1)
    end = head.i + 1
    if key(head) in lexicon().collective or (noun is not None and noun.words[-1] in lexicon().collective):
        end = _of_phrase(head, end)
    return start, end


def _top_left(token: Token, head: Token) -> Token | None:
    """The left child of the head under which the token stands, None if it is not in the head's left part."""
    node = token
    for _ in range(8):
        if node.head.i == head.i:
            return node if node.i < head.i else None
        if node.head is node:
            return None
        node = node.head
    return None


def _cut(token: Token, top: Token, cls: str) -> bool:
    if token.text in "()[]{}":
        return True
    if top.dep_ in _CUT_LEFT and top.dep_ not in ("npadvmod",):
        return not (top.dep_ == "punct" and token.text in ("-", "'", '"'))
    if top.dep_ == "poss":
        if token.pos_ in ("PRON", "DET") or top.pos_ == "PRON":
            return True
        return cls not in ("thing", "weapon") or token.lower_ in ("the", "a", "an")
    if cls == "weapon" and token.lower_ in _SIZES:
        return True
    if token.lower_ in _CUT_WORDS or _AGE.fullmatch(token.lower_) or token.pos_ in ("NUM", "DET", "PRON", "ADV"):
        return True
    if token.lower_ in ("year", "old", "month") or token.tag_ == "CD":
        return True
    return (
        token.tag_ in ("VBN", "VBD") and token.pos_ == "VERB" and lexicon().verbs.get(token.lemma_.lower()) is not None
    )


def _of_phrase(head: Token, end: int) -> int:
    for child in head.children:
        if child.dep_ == "prep" and child.lower_ == "of" and child.i == end:
            for obj in child.children:
                if obj.dep_ == "pobj":
                    stop = obj.i + 1
                    if key(obj) in lexicon().collective:
                        stop = _of_phrase(obj, stop)
                    for after in obj.children:  # "front of the Revolutionary Armed Forces of Colombia"
                        if (
                            after.dep_ == "prep"
                            and after.lower_ in ("of", "for")
                            and obj.pos_ == "PROPN"
                            and after.i == obj.i + 1
                        ):
                            inner = next((o for o in after.children if o.dep_ == "pobj"), None)
                            if inner is not None and inner.pos_ == "PROPN":
                                stop = inner.i + 1
                    return int(stop)
    return end


def body_of(document: Document, head: Token) -> int | None:
    """The head token of the organisation that a person noun belongs to: "FMLN guerrillas", "members of the X front"."""
    after = head.i + 1
    if after + 1 < len(head.doc) and head.doc[after].lower_ in ("from", "of") and head.doc[after].head.i != head.i:
        inner = next((c for c in head.doc[after].children if c.dep_ == "pobj"), None)
        if inner is not None and is_body(document, inner):
            return int(inner.i)  # the parser hung "from the X front" on the verb
    for child in head.children:
        if child.dep_ in ("compound", "amod", "nmod", "poss") and is_body(document, child):
            if child.pos_ == "PRON" and not ((noun_classes(head) or frozenset()) & {"perpetrator", "state"}):
                continue  # "their prisoners" are not of them
            return int(child.i)
        if (
            child.dep_ == "prep"
            and child.lower_ == "of"
            and head.lower_ in ("group", "band", "number", "column", "unit", "commando", "gang")
        ):
            inner = next((c for c in child.children if c.dep_ == "pobj"), None)
            found = body_of(document, inner) if inner is not None else None
            if found is not None:
                return found
        if child.dep_ == "prep" and child.lower_ in ("of", "from", "with"):
            for obj in child.children:
                if obj.dep_ == "pobj" and is_body(document, obj):
                    return int(obj.i)
        if child.dep_ in ("acl", "relcl") and child.lemma_ in ("belong", "affiliate", "link", "tie", "identify"):
            for prep in child.children:
                if prep.dep_ == "prep":
                    for obj in prep.children:
                        if obj.dep_ == "pobj" and is_body(document, obj):
                            return int(obj.i)
    return None


def is_body(document: Document, token: Token) -> bool:
    """An organisation by its link, entity label or form (a name that ends in an organisation noun, an acronym)."""
    mention = document.mention_of(token.i)
    if mention is not None and mention.kind is not None:
        return mention.kind in ("ArmedGroup", "SecurityForce", "Party", "Organisation", "GovernmentBody")
    if token.ent_type_ in ("GPE", "LOC", "PERSON", "DATE", "CARDINAL", "NORP", "LANGUAGE"):
        return False
    if token.pos_ != "PROPN":
        return False
    return (
        token.ent_type_ == "ORG"
        or (token.is_upper and 2 <= len(token) <= 8)
        or "organisation" in (noun_classes(token) or ())
    )


def noun_classes(token: Token) -> frozenset[str] | None:
    """The lexicon's classes of the noun that ends at this token."""
    noun = noun_at(token)
    return None if noun is None else noun.classes


def people_number(head: Token) -> tuple[int, int | None] | None:
    """How many the noun phrase counts, (low, high); None where it does not say."""
    from loaders.extract.incident.counts import count_of

    count = count_of(head)
    return None if count is None else (count.low, count.high)

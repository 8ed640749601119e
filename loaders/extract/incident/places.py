"""The places of an article, what they lie in, and the verb or event noun that each hangs on."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from loaders.extract.document import Document
from loaders.extract.incident.days import STEPS, host_of
from loaders.extract.incident.grammar import lemma
from loaders.extract.incident.lexicon import event_at, key, noun_at
from loaders.extract.incident.words import word_set
from schema.reference import load_reference

_PLACE_PREPOSITIONS = word_set(
    "through throughout inside over off along in at near outside inside around on from to of into between across toward towards"
)
_PLACE_KINDS = word_set(
    "province district city town village region county municipality neighborhood neighbourhood suburb island"
)
_WITHIN = word_set("in on near at inside outside around across")
_SENDING = word_set("send deploy redeploy dispatch deployment redeployment")
_NO_PLACE = frozenset({"DATE", "TIME", "EVENT", "LANGUAGE", "LAW", "WORK_OF_ART", "PRODUCT", "NORP", "MONEY"})
_DIRECTIONS = word_set("north south east west northeast northwest southeast southwest mile kilometer kilometre km")


@dataclass(slots=True)
class Where:
    """A place named at `head`, the preposition before it, and the verb or event noun that it hangs on."""

    head: int
    host: int
    chain: list[int] = field(default_factory=list)  # places that it is said to lie in


def is_place(document: Document, token: Token) -> bool:
    """A place by its link, else by the parser's label."""
    mention = document.mention_of(token.i)
    if (mention is None or mention.reason == "new") and (_called_a_place(token) or _in_it(token)):
        return True
    if mention is not None and mention.kind is not None:
        return mention.kind == "Place" or (
            mention.kind == "State" and mention.form == "name" and token.dep_ in ("pobj", "appos", "conj", "npadvmod")
        )
    noun = noun_at(token)
    if noun is not None and token.ent_type_ not in ("GPE",):
        return False
    return token.ent_type_ in ("GPE", "LOC") and token.pos_ in ("PROPN", "NOUN")


def _called_a_place(token: Token) -> bool:
    """ "the province of X", whatever the parser took X for."""
    above = token.head
    return token.pos_ == "PROPN" and token.dep_ == "pobj" and above.lower_ == "of" and key(above.head) in _PLACE_KINDS


def _in_it(token: Token) -> bool:
    """ "an attack further south, in X", "fighting in X": a new name after "in" is a place, whatever the parser took it for."""
    if token.tag_ != "NNP" or token.dep_ != "pobj" or token.head.lower_ != "in" or token.ent_type_ in _NO_PLACE:
        return False
    bare = not any(c.dep_ in ("det", "poss", "amod", "compound", "nmod", "appos") for c in token.lefts)
    above = token.head.head
    scene = above.dep_ == "pobj" and above.head.lower_ in ("at", "during", "on")  # "at a soccer game in X"
    return bare and (above.pos_ in ("VERB", "AUX") or event_at(above) is not None or scene)


def places_in(document: Document) -> dict[int, list[Where]]:
    """Places in phrases of place by sentence, in text order; those of datelines are left out."""
    doc = document.doc
    found: dict[int, list[Where]] = {}
    taken: set[int] = set()
    for sentence in document.sentences:
        for i in range(sentence.start, sentence.end):
            token = doc[i]
            if token.lower_ == "there" and token.dep_ == "advmod":
                named = _meant_by_there(document, sentence.start, i)
                if named is not None:
                    found.setdefault(sentence.index, []).append(Where(named, host_of(token)))
                continue
            if i in taken or token.pos_ not in ("PROPN", "NOUN", "ADJ"):
                continue
            modifier = _of_a_land(document, token) or _named_for(document, token)
            if modifier is not None:
                taken.update((i, token.head.i))
                found.setdefault(sentence.index, []).append(modifier)
                continue
            if token.pos_ == "ADJ":
                continue
            if token.dep_ not in (
                "pobj",
                "appos",
                "conj",
                "npadvmod",
                "compound",
                "nmod",
                "dobj",
                "ROOT",
                "nsubj",
                "nsubjpass",
                "poss",
                "attr",
            ) or not is_place(document, token):
                continue
            if (
                i + 1 < sentence.end
                and is_place(document, doc[i + 1])
                and doc[i + 1].dep_ != "appos"
                and token.dep_ == "compound"
            ):
                continue  # the last word of the name is its head
            where = _where(document, token, taken)
            if where is not None:
                found.setdefault(sentence.index, []).append(where)
    return found


def _of_a_land(document: Document, word: Token) -> Where | None:
    """ "an Afghan village", "the Pakistani tribal regions": the country, where nothing finer is named."""
    mention, land = document.mention_of(word.i), word.head
    if mention is None or mention.form != "demonym" or mention.kind != "State" or land.i < word.i:
        return None
    if word.dep_ not in ("amod", "compound") or key(land) not in GEOGRAPHIC - {"border"}:
        return None
    named = document.mention_of(land.i)
    if is_place(document, land) and (named is None or named.form == "name"):
        return None
    if land.dep_ != "pobj" or land.head.lower_ not in _WITHIN or any(c.lower_ == "of" for c in land.rights):
        return None
    return Where(word.i, host_of(land))


def _named_for(document: Document, word: Token) -> Where | None:
    """ "the Mumbai attacks", "the Quetta bombing": a town before an event noun is where it was."""
    mention, noun = document.mention_of(word.i), word.head
    if mention is None or mention.kind != "Place" or mention.form != "name" or word.dep_ not in ("compound", "amod"):
        return None
    if event_at(noun) is None or noun.i <= word.i or len(load_reference().chain(mention.entity or "")) < 2:
        return None
    return Where(word.i, noun.i)


def _about(place: Token) -> bool:
    """ "because of crimes in X", "against the faith in X": where something else is, on the way up to the clause."""
    node = place.head
    for _ in range(STEPS):
        if node.pos_ in ("VERB", "AUX") or event_at(node) is not None or node.head is node:
            return False
        if node.lower_ in ("because", "about", "despite"):
            return True
        node = node.head
    return False


def _meant_by_there(document: Document, start: int, at: int) -> int | None:
    """The place, state or capital named last before "there" in its sentence."""
    for i in range(at - 1, start - 1, -1):
        mention = document.mention_of(i)
        if mention is not None and mention.root == i and mention.kind in ("Place", "State") and mention.form == "name":
            return i
    return None


def _where(document: Document, token: Token, taken: set[int]) -> Where | None:
    """A place in a prepositional phrase of place; "Quetta, the capital of Balochistan" and "in Swat district" count as one."""
    node = token
    for _ in range(4):
        if node.dep_ in ("compound", "nmod", "appos", "conj", "npadvmod", "poss") and node.head is not node:
            if node.dep_ in ("compound", "nmod", "poss") and not _geographic(node.head, document):
                return None
            node = node.head
        else:
            break
    if node.dep_ != "pobj" or node.head.lower_ not in _PLACE_PREPOSITIONS:
        return None
    preposition = node.head
    if (
        preposition.lower_ in ("from", "to", "of", "between", "towards", "toward", "into")
        and not (preposition.lower_ == "of" and _geographic(preposition.head, document))
        and (preposition.lower_ != "of" or event_at(preposition.head) is None)
        and not _sent_there(preposition)
    ):
        return None
    if _about(node):
        return None
    if token.dep_ == "poss" and token.head is node and node.i not in taken and is_place(document, node):
        taken.update((token.i, node.i))
        return Where(node.i, host_of(node), [token.i])  # "eastern Congo's Ituri province"
    taken.add(token.i)
    where = Where(token.i, host_of(node))
    for other in node.subtree:
        if (
            other.i > token.i
            and other.i not in taken
            and is_place(document, other)
            and other.dep_ in ("pobj", "appos", "compound", "npadvmod", "conj")
        ):
            if (
                other.i + 1 < len(document.doc)
                and other.dep_ == "compound"
                and is_place(document, document.doc[other.i + 1])
            ):
                continue
            if other.dep_ == "conj":
                continue
            taken.add(other.i)
            if not _beside(other) and not (_building(token) and other.head.lower_ == "near"):
                where.chain.append(other.i)
    return where


def _sent_there(preposition: Token) -> bool:
    """ "sent troops to X", "its deployment to X": an army's move is where it goes."""
    above = preposition.head
    if preposition.lower_ not in ("to", "into") or above.pos_ not in ("VERB", "NOUN"):
        return False
    verb = above.head if above.dep_ in ("dobj", "nsubjpass") else above
    return lemma(verb) in _SENDING or lemma(above) in _SENDING


GEOGRAPHIC = word_set(
    "district province city town village area region capital valley state department agency neighborhood neighbourhood suburb outskirt part tehsil subdistrict "
    "municipality county border island port camp side center centre north south east west northeast northwest southeast southwest region mountain desert forest suburb street square sector zone highway road airport"
)


def _building(place: Token) -> bool:
    """ "the Crocus City Hall near Moscow": a building with a name is a finer place than the town near it."""
    noun = noun_at(place)
    return place.pos_ == "PROPN" and noun is not None and "thing" in noun.classes and key(place) not in GEOGRAPHIC


def _beside(place: Token) -> bool:
    """ "X, south of Y": X does not lie in Y."""
    above = place.head
    return above.lower_ == "of" and key(above.head) in _DIRECTIONS


def named_after(document: Document, head: int) -> int:
    """ "the port of X", "the town of X": the name, not the word for its kind."""
    word = document.doc[head]
    if key(word) not in GEOGRAPHIC or word.pos_ == "PROPN":
        return head
    for child in word.children:
        if child.dep_ == "prep" and child.lower_ == "of":
            for obj in child.children:
                if obj.dep_ == "pobj" and obj.pos_ == "PROPN":
                    return int(obj.i)
        if child.dep_ == "appos" and child.pos_ == "PROPN" and is_place(document, child):
            return int(child.i)
    return head


def _geographic(token: Token, document: Document) -> bool:
    """A place, or a word for a kind of place; a state's base is neither."""
    if key(token) in GEOGRAPHIC:
        return True
    noun = noun_at(token)
    return token.ent_type_ in ("GPE", "LOC", "FAC") and (noun is None or is_place(document, token))

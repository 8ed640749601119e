"""Those who say of themselves that they did it: "the group said it carried out the attack", "X said its fighters killed Y"."""

from __future__ import annotations

from spacy.tokens import Token

from loaders.extract.document import Document
from loaders.extract.incident.filler import Filler, classify
from loaders.extract.incident.fillers import fillers, make
from loaders.extract.incident.grammar import lemma, surface_subject
from loaders.extract.incident.words import word_set

_OWN_WORD = word_set("say claim announce add tell report state confirm acknowledge admit boast declare insist")
_SELVES = word_set("it they we its their our")
_SPEAKERS = word_set("group state organisation perpetrator")
_STEPS = 8


def avowed(document: Document, doer: Token) -> list[Filler]:
    """The speaker, where the doer of what is said is "it", "they", "we" or "its fighters" of a body; else nothing."""
    word = doer if doer.lower_ in _SELVES else next((c for c in doer.lefts if c.dep_ == "poss"), None)
    if word is None or word.lower_ not in _SELVES:
        return []
    speaker = _speaker(doer)
    if speaker is None or _means_another(document, word, speaker):
        return []
    found = []
    for filler in fillers(document, speaker):
        if filler.cls == "person" and filler.organisation is not None:
            filler = make(document, document.doc[filler.organisation])
        known = document.mention_of(filler.head)
        body = (filler.cls == "name" and (known is None or known.kind != "Person")) or (
            filler.cls == "place" and known is not None and known.kind == "State"
        )
        if filler.cls in _SPEAKERS or body:
            filler.avowed = True
            found.append(filler)
    return found


def _speaker(doer: Token) -> Token | None:
    """The subject of the verb of saying above the doer's clause."""
    node = doer.head
    for _ in range(_STEPS):
        head = node.head
        if head is node:
            return None
        if node.dep_ == "ccomp" and lemma(head) in _OWN_WORD:
            return surface_subject(head) if head.i < doer.i else None  # "they killed two, police said": not the police
        if node.dep_ not in ("conj", "xcomp", "relcl", "acl", "advcl", "pobj", "prep", "dobj", "ccomp", "pcomp"):
            return None
        node = head
    return None


def _means_another(document: Document, word: Token, speaker: Token) -> bool:
    """The pronoun is linked firmly to somebody else, or does not fit who speaks."""
    said, own = document.mention_of(word.i), document.mention_of(speaker.i)
    if said is not None and own is not None and said.entity is not None and own.entity is not None:
        return said.entity != own.entity
    if word.lower_ in ("they", "their") and speaker.tag_ == "NN" and classify(document, speaker)[0] == "person":
        return True
    return said is not None and said.entity is not None and own is None and said.score >= _FIRM


_FIRM = 0.7

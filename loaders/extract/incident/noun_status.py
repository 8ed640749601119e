"""What became of it: the status that modifiers and the governor give an event noun."""

from __future__ import annotations

from spacy.tokens import Token

from loaders.extract.incident.grammar import lemma
from loaders.extract.incident.lexicon import lexicon
from loaders.extract.incident.status import FUTURE, MODAL, PURPOSE, Reading, read_verb, stronger
from schema.records import Status


def read_noun(noun: Token) -> Reading:
    """The status that modifiers and the governor give an event noun."""
    operators = lexicon().operators
    status: Status | None = None
    for child in noun.children:
        word = child.lower_
        if child.dep_ in ("amod", "compound"):
            if word in ("planned", "imminent", "future", "upcoming", "intended", "impending"):
                status = stronger(status, Status.planned)
            elif word in ("foiled", "thwarted", "averted"):
                status = stronger(status, Status.foiled)
            elif word in ("attempted", "failed", "abortive", "unsuccessful", "aborted"):
                status = stronger(status, Status.attempted)
            elif word in ("possible", "potential", "hypothetical", "eventual"):
                status = stronger(status, Status.hypothetical)
            elif word == "threatened":
                status = stronger(status, Status.threatened)
        elif child.dep_ == "det" and word in ("no", "any", "neither"):
            status = stronger(status, Status.denied if word == "no" else Status.hypothetical)
    nxt = noun.doc[noun.i + 1] if noun.i + 1 < len(noun.doc) else None
    if nxt is not None and nxt.lower_ in ("attempt", "attempts", "bid") and nxt.head.i >= noun.i - 1:
        status = stronger(status, Status.attempted)
    if (
        nxt is not None
        and nxt.lower_ in ("plot", "plan", "plans", "threat", "threats", "warning")
        and noun.head.i == nxt.i
    ):
        status = stronger(status, Status.planned)
    head = noun.head
    hedged = False
    if head is not noun:
        word = lemma(head)
        if noun.dep_ == "dobj" and head.pos_ == "VERB":
            governed = operators.get(word)
            above = read_verb(head)
            hedged = above.hedged
            if governed in ("foiled", "attempted", "planned", "threatened") and word not in (
                "order",
                "fear",
                "warn",
                "want",
                "decide",
                "call",
                "fail",
                "stop",
                "block",
            ):
                if (
                    governed == "planned"
                    and head.tag_ in ("VBD", "VBN")
                    and word in ("plan", "prepare", "propose", "consider", "plot", "authorize", "design")
                ):
                    status = stronger(status, Status.planned)
                else:
                    status = stronger(status, Status(governed))
            elif governed == "hypothetical" and word == "avoid":
                status = stronger(status, Status.hypothetical)
            if word in lexicon().light or word in lexicon().results:
                status = stronger(status, above.status if above.status is not Status.occurred else None)
            elif above.status in (Status.planned, Status.hypothetical) and _modifies_indefinite(noun):
                status = stronger(status, above.status)
        elif noun.dep_ in ("nsubj", "nsubjpass") and head.pos_ in ("VERB", "AUX"):
            above = read_verb(head)
            hedged = above.hedged
            happens = lexicon().occurs | lexicon().light
            if word in PURPOSE and _present(head):
                status = stronger(status, Status.planned)
            elif word in happens and above.status is not Status.occurred:
                status = stronger(status, above.status)
            elif word in ("foil", "thwart", "avert", "prevent", "abort") and noun.dep_ == "nsubjpass":
                status = stronger(status, Status.foiled)
            elif word == "plan" and noun.dep_ == "nsubjpass":
                status = stronger(status, Status.planned if not any(c.lower_ == "had" for c in head.children) else None)
            elif above.status in (Status.planned,) and _modifies_indefinite(noun):
                status = stronger(status, above.status)
        elif noun.dep_ == "pobj":
            above_word = lemma(head.head)
            governed = operators.get(above_word)
            if (
                governed in ("planned", "threatened", "hypothetical", "foiled")
                and head.lower_ in ("of", "for", "from", "against", "to", "about")
                and above_word
                not in (
                    "call",
                    "order",
                    "ask",
                    "fear",
                    "mean",
                    "warn",
                    "request",
                    "demand",
                    "agree",
                    "offer",
                    "prepare",
                    "ready",
                    "block",
                    "stop",
                    "risk",
                )
            ):
                if not any(
                    c.dep_ == "det" and c.lower_ in ("the", "this", "that") for c in noun.children
                ) or governed in ("planned", "threatened"):
                    status = stronger(status, Status(governed))
            elif above_word in ("attempt", "bid") and head.lower_ in ("of", "at"):
                status = stronger(status, Status.attempted)
            elif head.lower_ == "without":
                status = stronger(status, Status.denied)
            elif head.head.pos_ in ("VERB", "ADJ") and not any(
                c.dep_ in ("det", "poss") and c.lower_ != "a" for c in noun.children
            ):
                clause = head.head.head if head.head.dep_ == "acomp" else head.head
                above = read_verb(clause)  # "will not back down from a confrontation", "will be ready for deployment"
                ahead = any(c.dep_ == "aux" and c.lower_ in FUTURE | MODAL for c in clause.children)
                if above.status in (Status.planned, Status.hypothetical) or (above.status is Status.denied and ahead):
                    status = stronger(status, above.status)
    if status is None and noun.sent[-1].text == "?":
        status = Status.hypothetical
    return Reading(status or Status.occurred, hedged)


def _present(verb: Token) -> bool:
    return verb.tag_ in ("VBZ", "VBP") or any(
        c.dep_ in ("aux", "auxpass") and c.tag_ in ("VBZ", "VBP") for c in verb.children
    )


def _modifies_indefinite(noun: Token) -> bool:
    return not any(
        c.dep_ in ("det", "poss") and c.lower_ in ("the", "this", "that", "these", "those") for c in noun.children
    )

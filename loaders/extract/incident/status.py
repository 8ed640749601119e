"""What became of it: the status that its clause and what governs it give a verb."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from loaders.extract.incident.grammar import lemma, particle
from loaders.extract.incident.lexicon import key, lexicon
from loaders.extract.incident.words import word_set
from schema.records import Status

FUTURE = frozenset({"will", "'ll", "wo", "shall"})
MODAL = frozenset({"may", "might", "could", "can", "should", "would", "must", "ca", "'d"})
_TRANSPARENT = word_set(
    "begin start continue manage proceed go keep happen come use seem appear report say state announce add claim confirm know find believe suspect allege accuse charge blame see hear involve succeed be return"
)
_HYPOTHETICAL_MARKS = frozenset({"if", "unless", "whether", "lest", "until"})
_NEGATIONS = frozenset({"not", "n't", "never", "no", "neither", "nor", "without", "nobody", "none"})
PURPOSE = word_set("aim intend design mean plan expect schedule prepare set")


@dataclass(slots=True)
class Reading:
    """Status of one mention. `certain` is False where only a hedge of knowledge ("may have") stands above it."""

    status: Status
    hedged: bool = False
    question: bool = False


def read_verb(verb: Token) -> Reading:
    """The status that the clause and what governs it give a verb."""
    hedged = False
    node, _below, steps = verb, verb, 0
    result = _of_plot(verb)
    while steps < 12:
        steps += 1
        if node.pos_ in ("VERB", "AUX") and not (False):
            status, hedge = _own(node, node is verb)
            hedged = hedged or hedge
            result = stronger(result, status)
        head = node.head
        if head is node:
            break
        governed = _governed(node, head, verb)
        result = stronger(result, governed)
        if node.dep_ in ("relcl", "acl", "nsubj", "nsubjpass", "dobj", "pobj", "attr") and node.dep_ != "acl":
            break  # what the noun stands in says nothing about the clause that hangs on it
        if (
            node.dep_ in ("conj", "advcl", "parataxis", "ccomp")
            and node.dep_ != "conj"
            and _finite(node)
            and head.lemma_.lower() not in lexicon().operators
        ) and node.dep_ != "ccomp":
            break
        _below, node = node, head
    question = verb.sent[-1].text == "?" if len(verb.sent) else False
    if question:
        result = Status.hypothetical
    return Reading(result or Status.occurred, hedged, question)


def _of_plot(verb: Token) -> Status | None:
    """ "involved in the plot to blow up X": whatever the infinitive was hung on, it is the plot's."""
    to = next((c for c in verb.children if c.dep_ == "aux" and c.lower_ == "to"), None)
    noun = verb.doc[to.i - 1] if to is not None and to.i > verb.sent.start else None
    if noun is None or noun.pos_ != "NOUN":
        return None
    status = lexicon().operators.get(key(noun))
    return Status(status) if status in ("planned", "attempted") else None


def _own(node: Token, is_trigger: bool) -> tuple[Status | None, bool]:
    """From auxiliaries, negation and marks of one clause."""
    status: Status | None = None
    hedge = False
    perfect = any(c.dep_ == "aux" and c.lower_ in ("have", "'ve") for c in node.children)
    for child in node.children:
        word = child.lower_
        if child.dep_ == "aux":
            if word in FUTURE:
                status = stronger(status, Status.planned)
            elif word in MODAL:
                if perfect and word in ("may", "might", "could", "must"):
                    hedge = True
                else:
                    status = stronger(status, Status.hypothetical)
            elif False:
                continue
        elif child.dep_ == "neg" and is_trigger:
            status = stronger(status, Status.denied)
        elif child.dep_ == "mark" and word in _HYPOTHETICAL_MARKS and is_trigger:
            status = stronger(status, Status.hypothetical)
        elif child.dep_ == "det" and word == "no" and is_trigger:
            status = stronger(status, Status.denied)
    if is_trigger and status is None:
        subject = next((c for c in node.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is not None and (
            subject.lower_ in ("nobody", "none", "no-one")
            or any(c.lower_ in ("no", "neither") for c in subject.children if c.dep_ in ("det", "preconj", "cc"))
        ):
            status = Status.denied
    return status, hedge


def _finite(node: Token) -> bool:
    return node.tag_ in ("VBD", "VBZ", "VBP") or any(
        c.dep_ in ("aux", "auxpass") and c.tag_ in ("VBD", "VBZ", "VBP", "MD") for c in node.children
    )


def infinitive(node: Token) -> bool:
    """Whether a verb is an infinitive with "to", and no perfect one."""
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in node.children) and not any(
        c.lower_ == "have" and c.dep_ == "aux" for c in node.children
    )


def _governed(node: Token, head: Token, trigger: Token) -> Status | None:
    """From the governor of a clause."""
    if node.dep_ == "conj":
        return None
    operators = lexicon().operators
    word = next((w for w in (f"{lemma(head)}_{particle(head)}", lemma(head)) if w in operators), lemma(head))
    if node.dep_ in ("xcomp", "ccomp", "acl", "advcl", "pcomp", "pobj", "dobj", "relcl", "nsubj") and node.pos_ in (
        "VERB",
        "AUX",
    ):
        if node.dep_ == "relcl":
            return Status.hypothetical if infinitive(node) else None  # "ways to send more troops"
        to = infinitive(node)
        gerund = node.tag_ == "VBG"
        if head.dep_ in ("prep", "mark") or head.pos_ == "ADP":
            above = lemma(head.head)
            if head.lower_ in ("without", "from", "against", "of", "for", "at", "to", "before"):
                if head.lower_ == "without":
                    return Status.denied
                if above in PURPOSE and head.lower_ in ("at", "for", "to"):
                    return Status.planned
                status = operators.get(above)
                if (
                    status
                    and status not in ("ended",)
                    and gerund
                    and above not in ("accuse", "charge", "suspect", "warn", "call")
                ):
                    return Status(status) if head.lower_ != "before" else None
            return None
        if to or (gerund and node.dep_ in ("xcomp", "pcomp")):
            if word in _TRANSPARENT and not (
                word in ("come", "go", "return", "use", "be") and to and node.dep_ != "xcomp"
            ):
                if word == "be" and to:
                    return Status.planned
                return None
            status = operators.get(word)
            if status == "ended":
                return None
            foiled = node.dep_ == "acl" and head.dep_ in ("dobj", "nsubjpass")
            if status and foiled and operators.get(lemma(head.head)) == "foiled":
                return Status.foiled  # "foiled a plan to attack X"
            if status:
                return Status(status)
            if to and word in ("serve", "result", "live", "survive", "lead"):
                return None
            if to and node.dep_ in ("advcl", "xcomp", "acl", "relcl", "ccomp"):
                return Status.hypothetical
            return None
        if node.dep_ == "ccomp":
            status = operators.get(word)
            if status in ("denied", "threatened", "hypothetical"):
                if word in ("warn", "suggest", "justify", "fear", "warning") and node.tag_ in ("VBD", "VBN"):
                    return None
                return Status(status)
            if word in ("hope", "wish", "demand", "propose", "ask") and node.tag_ != "VBD":
                return Status.hypothetical
    return None


_ORDER = (
    Status.denied,
    Status.foiled,
    Status.threatened,
    Status.hypothetical,
    Status.planned,
    Status.attempted,
    Status.ongoing,
)


def stronger(a: Status | None, b: Status | None) -> Status | None:
    """The one of two statuses that says more strongly that it did not simply happen."""
    if a is None:
        return b
    if b is None:
        return a
    return min(a, b, key=lambda s: _ORDER.index(s) if s in _ORDER else len(_ORDER))

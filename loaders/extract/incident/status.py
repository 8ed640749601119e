"""What became of it: the status of a trigger from what stands above and beside it, and whether the mention is generic."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from loaders.extract.incident.counts import count_of
from loaders.extract.incident.grammar import lemma, particle
from loaders.extract.incident.lexicon import key, lexicon
from loaders.extract.incident.words import word_set
from schema.records import Status

_FUTURE = frozenset({"will", "'ll", "wo", "shall"})
_MODAL = frozenset({"may", "might", "could", "can", "should", "would", "must", "ca", "'d"})
_TRANSPARENT = word_set(
    "begin start continue manage proceed go keep happen come use seem appear report say state announce add claim confirm know find believe suspect allege accuse charge blame see hear involve succeed be return"
)
_HYPOTHETICAL_MARKS = frozenset({"if", "unless", "whether", "lest", "until"})
_NEGATIONS = frozenset({"not", "n't", "never", "no", "neither", "nor", "without", "nobody", "none"})
_SERIES = 5  # so many events in one breath are a count of cases
_PURPOSE = word_set("aim intend design mean plan expect schedule prepare set")


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
            result = _stronger(result, status)
        head = node.head
        if head is node:
            break
        governed = _governed(node, head, verb)
        result = _stronger(result, governed)
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
            if word in _FUTURE:
                status = _stronger(status, Status.planned)
            elif word in _MODAL:
                if perfect and word in ("may", "might", "could", "must"):
                    hedge = True
                else:
                    status = _stronger(status, Status.hypothetical)
            elif False:
                continue
        elif child.dep_ == "neg" and is_trigger:
            status = _stronger(status, Status.denied)
        elif child.dep_ == "mark" and word in _HYPOTHETICAL_MARKS and is_trigger:
            status = _stronger(status, Status.hypothetical)
        elif child.dep_ == "det" and word == "no" and is_trigger:
            status = _stronger(status, Status.denied)
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


def _infinitive(node: Token) -> bool:
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
            return Status.hypothetical if _infinitive(node) else None  # "ways to send more troops"
        to = _infinitive(node)
        gerund = node.tag_ == "VBG"
        if head.dep_ in ("prep", "mark") or head.pos_ == "ADP":
            above = lemma(head.head)
            if head.lower_ in ("without", "from", "against", "of", "for", "at", "to", "before"):
                if head.lower_ == "without":
                    return Status.denied
                if above in _PURPOSE and head.lower_ in ("at", "for", "to"):
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


def read_noun(noun: Token) -> Reading:
    """The status that modifiers and the governor give an event noun."""
    operators = lexicon().operators
    status: Status | None = None
    for child in noun.children:
        word = child.lower_
        if child.dep_ in ("amod", "compound"):
            if word in ("planned", "imminent", "future", "upcoming", "intended", "impending"):
                status = _stronger(status, Status.planned)
            elif word in ("foiled", "thwarted", "averted"):
                status = _stronger(status, Status.foiled)
            elif word in ("attempted", "failed", "abortive", "unsuccessful", "aborted"):
                status = _stronger(status, Status.attempted)
            elif word in ("possible", "potential", "hypothetical", "eventual"):
                status = _stronger(status, Status.hypothetical)
            elif word == "threatened":
                status = _stronger(status, Status.threatened)
        elif child.dep_ == "det" and word in ("no", "any", "neither"):
            status = _stronger(status, Status.denied if word == "no" else Status.hypothetical)
    nxt = noun.doc[noun.i + 1] if noun.i + 1 < len(noun.doc) else None
    if nxt is not None and nxt.lower_ in ("attempt", "attempts", "bid") and nxt.head.i >= noun.i - 1:
        status = _stronger(status, Status.attempted)
    if (
        nxt is not None
        and nxt.lower_ in ("plot", "plan", "plans", "threat", "threats", "warning")
        and noun.head.i == nxt.i
    ):
        status = _stronger(status, Status.planned)
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
                    status = _stronger(status, Status.planned)
                else:
                    status = _stronger(status, Status(governed))
            elif governed == "hypothetical" and word == "avoid":
                status = _stronger(status, Status.hypothetical)
            if word in lexicon().light or word in lexicon().results:
                status = _stronger(status, above.status if above.status is not Status.occurred else None)
            elif above.status in (Status.planned, Status.hypothetical) and _modifies_indefinite(noun):
                status = _stronger(status, above.status)
        elif noun.dep_ in ("nsubj", "nsubjpass") and head.pos_ in ("VERB", "AUX"):
            above = read_verb(head)
            hedged = above.hedged
            happens = lexicon().occurs | lexicon().light
            if word in _PURPOSE and _present(head):
                status = _stronger(status, Status.planned)
            elif word in happens and above.status is not Status.occurred:
                status = _stronger(status, above.status)
            elif word in ("foil", "thwart", "avert", "prevent", "abort") and noun.dep_ == "nsubjpass":
                status = _stronger(status, Status.foiled)
            elif word == "plan" and noun.dep_ == "nsubjpass":
                status = _stronger(
                    status, Status.planned if not any(c.lower_ == "had" for c in head.children) else None
                )
            elif above.status in (Status.planned,) and _modifies_indefinite(noun):
                status = _stronger(status, above.status)
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
                    status = _stronger(status, Status(governed))
            elif above_word in ("attempt", "bid") and head.lower_ in ("of", "at"):
                status = _stronger(status, Status.attempted)
            elif head.lower_ == "without":
                status = _stronger(status, Status.denied)
            elif head.head.pos_ in ("VERB", "ADJ") and not any(
                c.dep_ in ("det", "poss") and c.lower_ != "a" for c in noun.children
            ):
                clause = head.head.head if head.head.dep_ == "acomp" else head.head
                above = read_verb(clause)  # "will not back down from a confrontation", "will be ready for deployment"
                ahead = any(c.dep_ == "aux" and c.lower_ in _FUTURE | _MODAL for c in clause.children)
                if above.status in (Status.planned, Status.hypothetical) or (above.status is Status.denied and ahead):
                    status = _stronger(status, above.status)
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


_ORDER = (
    Status.denied,
    Status.foiled,
    Status.threatened,
    Status.hypothetical,
    Status.planned,
    Status.attempted,
    Status.ongoing,
)


def _stronger(a: Status | None, b: Status | None) -> Status | None:
    """The one of two statuses that says more strongly that it did not simply happen."""
    if a is None:
        return b
    if b is None:
        return a
    return min(a, b, key=lambda s: _ORDER.index(s) if s in _ORDER else len(_ORDER))


def generic_noun(noun: Token) -> bool:
    """A habit, a kind or a number of cases, not one event: "attacks have increased", "such bombings", "victims of violence"."""
    lists = lexicon().lists
    doc = noun.doc
    plural = noun.tag_ in ("NNS", "NNPS")
    determiner = next((c for c in noun.children if c.dep_ == "det"), None)
    for child in noun.children:
        if (
            child.i < noun.i
            and child.lower_ in lists["generic.determiners"]
            and child.dep_ in ("det", "amod", "predet")
            and (plural or child.lower_ in ("any", "such", "no", "every", "future", "further", "each"))
        ):
            return True
    nxt = doc[noun.i + 1] if noun.i + 1 < len(doc) else None
    if noun.dep_ == "compound" and nxt is not None and key(nxt) in lists["generic.compound_heads"]:
        return True
    head = noun.head
    if (
        noun.dep_ == "pobj"
        and head.lower_ in ("of", "in", "for")
        and key(head.head) in lists["generic.counters"]
        and (plural or determiner is None)
    ):
        return True
    if noun.dep_ == "pobj" and head.lower_ == "of" and head.head.pos_ == "NUM" and head.head.lower_ != "one":
        return True  # "39 of the attacks"
    number = count_of(noun)
    if plural and number is not None and number.low >= _SERIES:
        return True  # "at least 42 attacks"
    specific = determiner is not None and determiner.lower_ in (
        "the",
        "this",
        "these",
        "those",
        "that",
        "a",
        "an",
        "another",
        "both",
    )
    if noun.dep_ == "nsubj" and plural and lemma(head) in lists["generic.rise_verbs"]:
        return True
    possessed = any(c.dep_ == "poss" for c in noun.children)
    counted = any(c.dep_ == "nummod" for c in noun.children)
    if plural and not specific and not possessed and not counted:
        return not _happened(noun)
    if (
        not plural
        and determiner is None
        and not possessed
        and noun.dep_ in ("pobj", "conj", "dobj", "nsubj")
        and noun.pos_ == "NOUN"
    ):
        return not any(
            c.dep_ in ("prep", "acl", "amod", "compound", "nummod") for c in noun.children
        ) and noun.lower_ in (
            "attack",
            "murder",
            "assassination",
            "kidnapping",
            "killing",
            "robbery",
            "abduction",
            "protest",
            "torture",
            "rape",
            "arson",
            "death",
            "sabotage",
            "theft",
        )
    return False


def _happened(noun: Token) -> bool:
    """A plural without article that still tells of something done: subject or object of a past verb, or with a count of dead."""
    head = noun.head
    if head.pos_ == "VERB" and any(c.dep_ == "aux" and c.lower_ in ("has", "have", "'ve") for c in head.children):
        return False  # "the country has suffered attacks"
    if noun.dep_ in ("nsubj", "nsubjpass", "dobj") and head.pos_ == "VERB":
        return head.tag_ in ("VBD", "VBN") or any(c.tag_ == "VBD" for c in head.children if c.dep_.startswith("aux"))
    if noun.dep_ == "pobj" and head.lower_ in ("in", "by") and head.head.pos_ == "VERB":
        return head.head.tag_ in ("VBD", "VBN")
    return any(c.dep_ in ("relcl",) for c in noun.children)


def standing(verb: Token) -> bool:
    """A state of affairs or a record of deeds: "are battling", "have attacked"; without a day or a count it tells of no one event."""
    aux = [c for c in verb.children if c.dep_ == "aux"]
    if verb.tag_ == "VBG":
        return any(c.tag_ in ("VBZ", "VBP") for c in aux) or (
            verb.dep_ == "conj" and verb.head.tag_ == "VBG" and standing(verb.head)
        )
    return any(c.lower_ in ("has", "have", "'ve") for c in aux)


def habitual(verb: Token) -> bool:
    """A simple present or a habit adverb: what they do, not what they did."""
    lists = lexicon().lists
    if any(c.dep_ == "advmod" and c.lower_ in lists["generic.adverbs"] for c in verb.children):
        return True
    above = verb.head
    if verb.dep_ in ("xcomp", "advcl") and _infinitive(verb) and lemma(above) == "use" and above.tag_ in ("VBZ", "VBP"):
        return True  # "they use mines to ambush convoys"
    if verb.tag_ in ("VBZ", "VBP") and not any(c.dep_ in ("aux", "auxpass") for c in verb.children):
        heading = verb.sent.end - verb.sent.start < 16 and verb.dep_ == "ROOT" and verb.sent[-1].text not in ".?!"
        return not heading
    if verb.tag_ == "VBG" and any(c.dep_ == "aux" and c.tag_ in ("VBZ", "VBP") for c in verb.children):
        return False
    return (
        verb.tag_ in ("VBN",)
        and any(c.dep_ == "auxpass" and c.tag_ in ("VBZ", "VBP") and c.lower_ != "been" for c in verb.children)
        and not any(c.dep_ == "aux" for c in verb.children)
    )

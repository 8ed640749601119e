"""Who speaks: the subject of a cue, and the words that name it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from loaders.extract.cues import Cues, load
from loaders.extract.document import Document, phrase

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECT = ("nsubj", "nsubjpass", "csubj", "expl")
RELATIVE = frozenset({"who", "which", "that", "whom"})
_CONTROLS_OBJECT = frozenset(
    [
        "urge",
        "ask",
        "tell",
        "force",
        "order",
        "want",
        "allow",
        "require",
        "persuade",
        "convince",
        "lead",
        "encourage",
        "cause",
        "help",
        "let",
        "make",
        "get",
        "prompt",
        "push",
        "instruct",
        "direct",
        "invite",
        "expect",
    ]
)

_LEAVES_OBJECT = frozenset({"leave", "keep", "see", "hear", "catch", "find", "show", "film", "have"})
_FOCUS = frozenset({"even", "only", "also", "just"})
_NAMES = frozenset({"PERSON", "ORG", "GPE", "NORP"})

# How often the speaker found this way is the right one, measured: the confidence of the saying.
TRUST = {
    "own": 0.94,
    "by": 0.9,
    "beside": 0.7,
    "advcl": 0.9,
    "conj": 0.87,
    "xcomp": 0.87,
    "pcomp": 0.85,
    "issuer": 0.53,
    "acl": 0.3,
    "unnamed": 0.5,
}


class Voice(NamedTuple):
    """The speaker's head token (None: nobody is named) and the way that led to it, a key of TRUST."""

    token: Token | None
    way: str


NOBODY = Voice(None, "unnamed")


def subject_of(verb: Token, depth: int = 0) -> Voice:
    """Who does what `verb` says: its own subject, the *by* agent of a passive, else the subject it shares or inherits."""
    passive = verb.dep_ == "acl" and verb.tag_ == "VBN"  # "a man accused of …"
    agent = None
    for child in verb.children:
        dep = child.dep_
        if dep == "nsubj":
            subject = _antecedent(verb, child)
            issuer = named_issuer(subject) if subject.lemma_.lower() in load().documents else None
            return Voice(issuer if issuer is not None else _beside_name(subject), "own")
        if dep in ("nsubjpass", "auxpass"):
            passive = True
        elif dep == "agent":
            agent = next((c for c in child.children if c.dep_ == "pobj"), None)
    if passive or agent is not None:
        return Voice(agent, "by") if agent is not None else NOBODY
    return _inherited(verb, depth) if depth < 6 else NOBODY


def _antecedent(verb: Token, subject: Token) -> Token:
    if verb.dep_ == "relcl" and subject.lower_ in RELATIVE and verb.head.pos_ in ("NOUN", "PROPN", "PRON"):
        return verb.head
    return subject


def _beside_name(subject: Token) -> Token:
    """ "With days until the vote, Name Name, a lawyer, said": the parser takes the name for an apposition of the vote."""
    if _can_speak(subject) or subject.pos_ != "NOUN":
        return subject
    comma = next((c for c in subject.rights if c.dep_ == "appos" and c.ent_type_ == "PERSON"), None)
    return comma if comma is not None else subject


def _can_speak(noun: Token) -> bool:
    """Whether a nominal is somebody, or a noun that news names as its source."""
    return noun.ent_type_ in _NAMES or noun.pos_ == "PRON" or noun.lemma_.lower() in load().sources


def _inherited(verb: Token, depth: int) -> Voice:
    head, dep = verb.head, verb.dep_
    if dep == "conj" and head.pos_ in ("VERB", "AUX"):
        above = outer_saying(verb)
        return Voice(subject_of(above or head, depth + 1).token, "conj")
    if dep in ("xcomp", "ccomp") and head.pos_ in ("VERB", "AUX"):
        given = next((c for c in head.children if c.dep_ in ("dobj", "nsubjpass")), None)
        left = verb.tag_ == "VBG" and given is not None and given.i < verb.i  # "left many of them feeling"
        if given is not None and (head.lemma_ in _CONTROLS_OBJECT or given.dep_ == "nsubjpass" or left):
            return Voice(given, "xcomp")
        return Voice(subject_of(head, depth + 1).token, "xcomp")
    if dep in ("advcl", "dep", "parataxis") and head.pos_ in ("VERB", "AUX"):
        if head.lemma_ in _LEAVES_OBJECT and verb.tag_ == "VBG":
            given = next((c for c in head.rights if c.dep_ == "dobj" and c.right_edge.i + 1 == verb.left_edge.i), None)
            if given is not None:
                return Voice(given, "xcomp")  # "left many of them feeling that", without a comma
        above = added_to(verb)
        return Voice(subject_of(above or head, depth + 1).token, "advcl")
    if dep in ("acomp", "xcomp") and head.pos_ in ("VERB", "AUX"):
        return Voice(subject_of(head, depth + 1).token, "own")
    if dep == "pcomp" and head.lower_ == "as" and head.head.lemma_ in load().relay:
        return Voice(_quoted_person(head.head), "own")
    if dep == "pcomp" and head.head.pos_ in ("VERB", "AUX"):
        return Voice(subject_of(head.head, depth + 1).token, "pcomp")
    if dep in ("acl", "relcl") and head.pos_ in ("NOUN", "PROPN", "PRON"):
        if head.lemma_.lower() in load().documents:
            issuer = issuer_of(head, depth + 1)
            return Voice(issuer if issuer is not None else head, "issuer")
        if dep == "acl" and head.dep_ == "dobj" and not _can_speak(head) and head.head.pos_ == "VERB":
            return Voice(subject_of(head.head, depth + 1).token, "acl")  # "set up a policy urging": who set it up
        return Voice(head, "acl")
    return NOBODY


def _quoted_person(relay: Token) -> Token | None:
    """Y in "X quoted Y as saying …" and "Y was quoted as saying …"."""
    return next((c for c in relay.children if c.dep_ in ("dobj", "nsubjpass")), None)


def outer_saying(verb: Token) -> Token | None:
    """The saying verb that `verb` is really coordinated with, where the parser hung it inside that verb's complement.

    "He said the group operated from abroad and blamed the last government": *blamed* goes with *said*. So it is for a
    cue without a subject of its own, after a complement whose verb is no cue itself.
    """
    if verb.dep_ != "conj" or any(c.dep_ in SUBJECT for c in verb.children):
        return None
    cues, head = load(), verb.head
    if verb.lemma_ not in cues.verb_lemmas or verb.tag_ not in ("VBD", "VBZ", "VBP"):
        return None
    while head.dep_ == "conj":
        head = head.head
    above = head.head
    if head.dep_ != "ccomp" or head.lemma_ in cues.verb_lemmas or above.tag_ != verb.tag_:
        return None
    return above if "clause" in cues.verbs.get(above.lemma_, ()) and above.i < head.i else None


def added_to(verb: Token) -> Token | None:
    """The saying verb that a participle behind a comma goes with, where the parser hung it inside that verb's complement.

    "Police said gunmen killed two men, adding that a search had begun": *adding* goes with *said*.
    """
    head, cues = verb.head, load()
    if verb.tag_ != "VBG" or verb.dep_ != "advcl" or verb.left_edge.i != verb.i or verb.i == 0 or verb.i < head.i:
        return None
    if verb.nbor(-1).text != "," or "clause" not in cues.verbs.get(verb.lemma_, ()):
        return None
    if head.lemma_ in cues.verb_lemmas:
        return None
    while head.dep_ in ("ccomp", "xcomp", "pcomp", "prep") and head.head.i < head.i:
        head = head.head
        if head.pos_ == "VERB" and head.lemma_ in cues.verb_lemmas:
            return added_to_top(head)
    return None


def added_to_top(verb: Token) -> Token:
    """The outermost cue of a chain of infinitives: "declined" over "comment"."""
    while verb.dep_ == "xcomp" and verb.head.lemma_ in load().verb_lemmas:
        verb = verb.head
    return verb


def issuer_of(noun: Token, depth: int = 0) -> Token | None:
    """Who stands behind a noun of saying: possessor, "by X", "from X", a name before it, or the subject that issues it."""
    named = named_issuer(noun)
    return named if named is not None else _giver(noun, load(), depth)


def named_issuer(noun: Token) -> Token | None:
    """The issuer inside the noun phrase itself: "the ministry's statement", "a statement by X", "… issued by X"."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
        if (
            child.dep_ == "relcl" and child.lemma_ in load().issue and not any(c.dep_ == "dobj" for c in child.rights)
        ):  # "a speech that Name Name gave"
            giver = next((c for c in child.lefts if c.dep_ == "nsubj"), None)
            if giver is not None and giver.lower_ not in RELATIVE:
                return giver
        by = child
        if child.dep_ == "acl" and child.tag_ == "VBN":
            by = next((c for c in child.children if c.dep_ == "agent"), child)
        if by.dep_ in ("prep", "agent") and by.lower_ in ("by", "from"):
            found = next((c for c in by.children if c.dep_ == "pobj"), None)
            if found is not None and found.ent_type_ not in ("DATE", "TIME"):
                return found
    return next((c for c in noun.lefts if c.dep_ in ("compound", "nmod") and c.ent_type_ in _NAMES), None)


def _giver(noun: Token, cues: Cues, depth: int) -> Token | None:
    verb, dep = noun.head, noun.dep_
    if dep == "pobj" and verb.dep_ == "prep":  # "in a statement", "with the warning that"
        if noun.head.head.pos_ in ("NOUN", "PROPN"):  # "a series of tweets"
            return issuer_of(noun.head.head, depth + 1) if depth < 3 and verb.lower_ == "of" else None
        verb = verb.head
        return subject_of(verb, depth + 1).token if verb.pos_ == "VERB" else None
    if dep in ("dobj", "attr") and verb.pos_ in ("VERB", "AUX") and (dep == "dobj" and verb.lemma_ in cues.issue):
        return subject_of(verb, depth + 1).token
    return None


def beside(verb: Token, low: int, high: int) -> Voice:
    """The first nominal before a cue without a subject, else the first behind it, within tokens [low, high)."""
    doc = verb.doc
    for i in (*range(low, verb.i), *range(verb.i + 1, min(high, verb.i + 7))):
        token = doc[i]
        if token.pos_ in ("NOUN", "PROPN", "PRON") and token.ent_type_ not in ("DATE", "TIME"):
            while token.dep_ in ("compound", "nmod") and low <= token.head.i < high and token.head.i > token.i:
                token = token.head
            if token.dep_ not in ("poss", "pobj", "dative"):
                return Voice(token, "beside")
    return NOBODY


def swallowed(verb: Token) -> Voice:
    """The subject that the parser hung into a phrase before a finite verb: "In a letter to the board Khan said …"."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP") or verb.i == 0:
        return NOBODY
    before = verb.nbor(-1)
    while before.pos_ in ("ADV", "AUX") and before.i > 0:
        before = before.nbor(-1)
    if before.pos_ not in ("PROPN", "PRON", "NOUN") or before.ent_type_ in ("DATE", "TIME", "CARDINAL"):
        return NOBODY
    return Voice(before, "beside")


def speaker_span(head: Token) -> tuple[int, int]:
    """Tokens that name a speaker: the noun phrase, an *of* or *for* phrase behind it, and what is coordinated with it."""
    start, end = phrase(head)
    while start < head.i and head.doc[start].lower_ in _FOCUS:
        start += 1
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "for", "in", "at", "from", "with", "on") and child.i == end:
            end = max(end, next((phrase(c)[1] for c in child.children if c.dep_ == "pobj"), end))
        elif child.dep_ == "conj":
            end = max(end, phrase(child)[1])
    return start, end


def gives_floor(document: Document, verb: Token, cues: Cues) -> bool:
    """Whether the verb only hands over to somebody: "quoted X as saying", "citing officials". It has no content itself."""
    if verb.lemma_ not in cues.relay:
        return False
    if any(c.lower_ == "as" and c.dep_ == "prep" and any(g.dep_ == "pcomp" for g in c.children) for c in verb.rights):
        return True
    source = next((c for c in verb.rights if c.dep_ == "dobj"), None)
    return verb.tag_ == "VBG" and source is not None and is_person_or_paper(document, source, cues)


def relay_of(cue: Token, cues: Cues) -> Token | None:
    """ "quoted" above "saying" in "X quoted Y as saying"; "reported" above "citing" in "X reported, citing Y"."""
    if cue.dep_ == "pcomp" and cue.head.lower_ == "as" and cue.head.head.lemma_ in cues.relay:
        return cue.head.head
    if cue.lemma_ in cues.relay and cue.dep_ == "advcl" and cue.tag_ == "VBG" and cue.head.pos_ == "VERB":
        return cue.head
    return None


def is_person_or_paper(document: Document, head: Token, cues: Cues) -> bool:
    """Whether a nominal can be a source of news: somebody named, or one of the nouns for sources."""
    mention = document.mention_of(head.i)
    if mention is not None and mention.kind is not None:
        return mention.kind not in ("Place", "Project", "Operation", "Agreement")
    return head.ent_type_ in _NAMES or head.lemma_.lower() in cues.sources

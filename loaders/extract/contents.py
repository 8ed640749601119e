"""What is said: the content of a cue, by the frame that it stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from loaders.extract.cues import Cues, load
from loaders.extract.voices import added_to, outer_saying

if TYPE_CHECKING:
    from spacy.tokens import Token

Span = tuple[int, int]
Found = tuple[int, int, tuple[Span, ...]]
"""Content as tokens: start, end, and the gaps in between that are no content."""

_COMPLEMENTS = frozenset({"dobj", "oprd", "xcomp", "acomp", "ccomp", "dative", "attr"})
_REASONS = frozenset(
    {"as", "for", "of", "over", "about", "to", "with", "from", "on", "against", "into", "because", "after"}
)
_CIRCUMSTANCE = frozenset({"after", "because", "although", "though", "before", "since", "as", "while", "until"})
_CONCESSION = frozenset({"though", "although", "while", "but"})


def edges(tokens: Iterable[Token]) -> Span:
    """The span of the tokens' subtrees."""
    nodes = list(tokens)
    return min(t.left_edge.i for t in nodes), max(t.right_edge.i for t in nodes) + 1


def has_to(verb: Token) -> bool:
    """Whether the verb is an infinitive with *to*."""
    return any(c.tag_ == "TO" for c in verb.children)


def _clause(verb: Token) -> Found | None:
    comps = [c for c in verb.children if (c.dep_ == "ccomp" or _before_cue(verb, c)) and not _is_circumstance(c)]
    behind = [c for c in comps if c.i > verb.i]
    before = [c for c in comps if c.i < verb.i]
    if behind:
        first = behind[0]
        start, end = edges([first])
        end = min(end, _own_end(verb, first, end))
        if before and not _closed(verb, before[-1]):
            return before[0].left_edge.i, end, (_clause_span(verb, before[-1].right_edge.i + 1, start),)
        return start, end, ()
    if before and not _closed(verb, before[-1]):
        start, end = edges(before)
        if start <= verb.i < end:
            return start, end, (_clause_span(verb, start, end),)
        return start, end, ()
    return _hidden(verb) or _host(verb) or _believed(verb)


def _before_cue(verb: Token, clause: Token) -> bool:
    """ "X has agreed, clearing the way for …, officials said": a whole clause before the cue, behind no conjunction."""
    if clause.dep_ != "advcl" or clause.i > verb.i or any(c.dep_ in ("mark", "advmod") for c in _openers(clause)):
        return False
    own = next((c for c in clause.lefts if c.dep_ in ("nsubj", "nsubjpass")), None)
    voice = next((c for c in verb.lefts if c.dep_ == "nsubj"), None)
    if own is None or voice is None or voice.i < clause.i or clause.tag_ == "VBG":
        return False
    before = voice.left_edge.i - 1
    return before > 0 and verb.doc[before].text in (",", "--", "—") and not _subordinate(clause)


def _openers(clause: Token) -> list[Token]:
    return [c for c in clause.lefts if c.i == clause.left_edge.i]


def _subordinate(clause: Token) -> bool:
    return any(c.dep_ == "mark" or (c.dep_ == "advmod" and c.tag_ == "WRB") for c in clause.lefts)


def _is_circumstance(clause: Token) -> bool:
    return any(c.dep_ == "mark" and c.lower_ in _CIRCUMSTANCE for c in clause.lefts)


def _closed(verb: Token, before: Token) -> bool:
    """Whether a colon or semicolon ends what stands before the cue: then it is not said by the cue's subject."""
    doc = verb.doc
    return any(doc[i].text in (":", ";") for i in range(before.right_edge.i, verb.i))


def _clause_span(verb: Token, low: int, high: int) -> Span:
    """Tokens of the cue with subject, auxiliaries, adverbs, phrases and objects, inside [low, high)."""
    start, end = verb.i, verb.i + 1
    for child in verb.children:
        if child.dep_ not in ("ccomp", "parataxis", "punct", "conj", "cc", "xcomp", "dep"):
            start, end = min(start, child.left_edge.i), max(end, child.right_edge.i + 1)
    return max(start, low), min(end, high)


def _own_end(verb: Token, comp: Token, end: int) -> int:
    """Where the content ends if a later verb in it really goes with the cue, or is the article's own aside."""
    cues = load()
    for token in comp.subtree:
        if token.i <= comp.i or token.pos_ != "VERB" or token.lemma_ not in cues.verb_lemmas:
            continue
        left = token.left_edge.i
        if (token.dep_ == "conj" and outer_saying(token) == verb) or (
            token.dep_ == "advcl" and (added_to(token) == verb or (token.head == comp and _concedes(verb, token, cues)))
        ):
            end = min(end, left)
            while end > comp.i + 1 and (verb.doc[end - 1].is_punct or verb.doc[end - 1].dep_ == "cc"):
                end -= 1
    return end


def _concedes(verb: Token, token: Token, cues: Cues) -> bool:
    """Whether ", though she noted …" inside a complement opens a saying that belongs beside the cue, not below it."""
    if token.head == verb or "clause" not in cues.verbs.get(token.lemma_, ()):
        return False
    marked = any(c.dep_ == "mark" and c.lower_ in _CONCESSION for c in token.lefts)
    return marked and any(c.dep_ == "nsubj" for c in token.lefts)


def _hidden(verb: Token) -> Found | None:
    """A that-clause that the parser hung into the addressee or a phrase: "told a meeting of leaders that …"."""
    for child in verb.rights:
        if child.dep_ in ("dobj", "dative", "prep", "npadvmod") or child.lemma_ in load().relay:
            for token in child.subtree:
                if (
                    token.lower_ == "that"
                    and token.dep_ == "mark"
                    and token.head.dep_ in ("acl", "ccomp", "relcl", "advcl")
                ):
                    return (*edges([token.head]), ())
    return None


def _host(verb: Token) -> Found | None:
    """The sentence around an inserted or appended cue: "The bill, he said, would pass", "as he said"."""
    head = verb.head
    inserted = verb.dep_ in ("parataxis", "dep") or (verb.dep_ in ("ccomp", "advcl", "conj") and verb.i > head.i)
    if verb.dep_ == "advcl" and any(c.lower_ == "as" and c.dep_ in ("mark", "advmod") for c in verb.children):
        inserted = True
    if verb.dep_ in ("advcl", "ccomp", "conj") and not _set_off(verb):
        inserted = False
    if not inserted or head.pos_ not in ("VERB", "AUX", "NOUN", "ADJ"):
        return None
    if any(c.dep_ in ("xcomp", "ccomp", "acomp", "dobj") and c.lower_ != "it" for c in verb.children):
        return None
    if not any(c.dep_ in ("nsubj", "nsubjpass", "agent") for c in verb.children):
        return None
    start, end = head.left_edge.i, head.right_edge.i + 1
    a, b = verb.left_edge.i, verb.right_edge.i + 1
    if b >= end - 1:
        return start, a, ()
    if a <= start + 1:
        return b, end, ()
    return start, end, ((a, b),)


def _set_off(verb: Token) -> bool:
    doc, a, b = verb.doc, verb.left_edge.i, verb.right_edge.i
    opened = bool(a == verb.sent.start or doc[a - 1].is_punct)
    return opened and (b + 1 >= len(doc) or doc[b + 1].is_punct)


def _believed(verb: Token) -> Found | None:
    """ "The men are believed to have fled": the passive subject and the infinitive are the content."""
    subject = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
    comp = next((c for c in verb.children if c.dep_ == "xcomp" and c.i > verb.i), None)
    if subject is None or comp is None or subject.i > verb.i or verb.lemma_ in ("tell", "ask", "order", "advise"):
        return None
    return subject.left_edge.i, comp.right_edge.i + 1, ((subject.right_edge.i + 1, verb.i + 1),)


def _infinitive(verb: Token) -> Found | None:
    comp = next((c for c in verb.children if c.dep_ == "xcomp" and c.i > verb.i and has_to(c)), None)
    if comp is None or any(c.dep_ in ("dobj", "auxpass") for c in verb.children):
        return None
    start, end = edges([comp])
    return start, min(end, _own_end(verb, comp, end)), ()


def _object(verb: Token) -> Found | None:
    first = next((c for c in verb.rights if c.dep_ in ("dobj", "ccomp", "dative", "oprd") or _is_gerund(c)), None)
    if first is None:
        return _undergone(verb)
    end = first.right_edge.i + 1
    for child in verb.rights:
        if child.i > first.i and (child.dep_ in _COMPLEMENTS or (child.dep_ == "prep" and child.lower_ in _REASONS)):
            end = max(end, child.right_edge.i + 1)
    return first.left_edge.i, end, ()


def _is_gerund(child: Token) -> bool:
    return bool(child.dep_ == "xcomp" and child.tag_ == "VBG")


def _undergone(verb: Token) -> Found | None:
    """The passive: "the attack was condemned by X"."""
    subject = next((c for c in verb.lefts if c.dep_ == "nsubjpass"), None)
    if subject is None or verb.lemma_ in load().relay or not any(c.dep_ == "agent" for c in verb.children):
        return None
    return subject.left_edge.i, subject.right_edge.i + 1, ()


def _naming(verb: Token) -> Found | None:
    named = any(
        c.dep_ in ("oprd", "ccomp", "xcomp", "acomp") or (c.dep_ == "prep" and c.lower_ in ("as", "to"))
        for c in verb.rights
    )
    return _object(verb) if named else None


def _directive(verb: Token) -> Found | None:
    told = any(c.dep_ in ("xcomp", "ccomp") and has_to(c) for c in verb.rights)
    return _object(verb) if told else None


def _quarrel(verb: Token) -> Found | None:
    reason = any(c.dep_ == "prep" and c.lower_ in ("for", "over", "as") for c in verb.rights)
    return _object(verb) if reason else None


def _free_relative(verb: Token) -> Found | None:
    """ "what he said were air raids on two villages": the raids are his words; `mend` hangs the saying on their noun."""
    if verb.dep_ != "parataxis" or verb.head.pos_ not in ("NOUN", "PROPN") or verb.i > verb.head.i:
        return None
    if not any(c.lower_ == "what" for c in verb.lefts):
        return None
    noun = verb.head
    inner = [c for c in noun.children if c.i != verb.i and c.left_edge.i > verb.i]
    start = min([noun.i, *(c.left_edge.i for c in inner)])
    return start, edges([noun])[1], ()


FINDERS: tuple[tuple[str, Callable[[Token], Found | None]], ...] = (
    ("clause", _free_relative),
    ("naming", _free_relative),
    ("clause", _clause),
    ("quote", _host),
    ("infinitive", _infinitive),
    ("directive", _directive),
    ("naming", _naming),
    ("object", _object),
    ("quarrel", _quarrel),
)


def phrases(verb: Token, key: str, cues: Cues) -> Iterable[tuple[str, Found]]:
    """Contents behind a preposition of the verb, with the stance that the lexicon gives to verb and preposition."""
    lemma: str = verb.lemma_.lower()
    for prep in verb.rights:
        if prep.dep_ not in ("prep", "prt", "agent"):
            continue
        for start in dict.fromkeys((key, lemma)):
            stance = cues.verbs.get(f"{start}_{prep.lower_}", {}).get("phrase")
            found = behind(prep) if stance else None
            if stance and found:
                end = max([found[1], *(c.right_edge.i + 1 for c in verb.rights if c.dep_ == "xcomp" and c.i > prep.i)])
                yield stance, (found[0], end, ())


def behind(prep: Token) -> Found | None:
    """What stands behind a preposition."""
    inner = [c for c in prep.rights if c.dep_ in ("pobj", "pcomp", "prep", "ccomp")]
    return (*edges(inner), ()) if inner else None

"""Questions of grammar that linking asks of the parse: is this name used as a place, what does it modify, who is meant."""

from typing import TYPE_CHECKING

from loaders.extract.lexicon import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SIDES = frozenset(["anti", "pro", "counter"])


def head_of(doc: "Doc", start: int, end: int) -> "Token":
    """The token of the span that the others hang from."""
    for i in range(end - 1, start - 1, -1):
        head = doc[i].head.i
        if not start <= head < end or head == i:
            return doc[i]
    return doc[end - 1]


def opposed(doc: "Doc", i: int) -> bool:
    """Whether token i stands in "anti-X" or "pro-X": X is spoken of, but it is not who the words are about."""
    return i >= 2 and doc[i - 1].text == "-" and doc[i - 2].lower_ in _SIDES


def as_place(root: "Token", start: int, depth: int = 0) -> bool:
    """Whether the name with this head is used as a place: object of a locative preposition, or modified like one."""
    doc, dep = root.doc, root.dep_
    listed = dep == "conj" and any(c.dep_ in {"cc", "conj"} for c in root.rights)  # "Mali, Niger and Burkina Faso"
    if not listed and start >= 2 and doc[start - 1].text == "," and doc[start - 2].ent_type_ == "GPE" and dep in {"appos", "npadvmod", "nmod", "dobj", "pobj", "conj", "dep"}:  # fmt: skip
        return True
    if dep == "conj" and depth < 8 and root.head.i < root.i:
        return as_place(root.head, start, depth + 1) if root.head.ent_type_ in {"GPE", "LOC"} else False
    if dep == "pobj":
        return _after_preposition(root.head)
    if dep == "poss" or dep in {"compound", "amod", "nmod"}:
        head = root.head
        return head.lower_ in words("place_heads") or (dep == "poss" and head.ent_type_ in {"GPE", "LOC", "FAC"})
    if dep == "dobj":
        return root.head.lemma_ in words("enters") and root.head.lemma_ != "visit"
    return False


def _after_preposition(preposition: "Token") -> bool:
    word, governor = preposition.lower_, preposition.head
    if word in words("locative") or word in {"via", "off", "throughout", "amid"}:
        return True
    if word == "from":
        if governor.pos_ == "VERB":
            return governor.lemma_ in words("motion")
        return governor.lower_ not in words("not_from")
    if word == "to":
        return governor.lemma_ in words("motion") or governor.lower_ in words("journeys")
    if word == "of":
        return governor.lower_ in words("place_heads") or governor.lower_ in words("kind_Place")
    return False


def as_government(root: "Token", start: int) -> bool:
    """Whether the name of a capital stands for the government: it acts, is addressed, or owns what governments own."""
    dep, head = root.dep_, root.head
    if as_place(root, start):
        return False
    if dep == "conj" and head.i < root.i:
        return as_government(head, head.i)
    if dep in {"nsubj", "agent", "dative"}:
        return bool(head.lemma_ != "fall")
    if dep == "pobj":
        return head.lower_ in {"with", "to", "against", "by", "between", "for", "from", "on", "of", "than", "upon"} or (
            head.dep_ == "agent"
        )
    if dep == "poss":
        return True
    if dep in {"dobj", "nsubjpass"}:
        return head.lemma_ not in words("physical")
    if dep in {"compound", "amod", "nmod"}:
        return head.lower_ in words("rulers")
    return False


def noun_head(root: "Token", end: int) -> "Token | None":
    """The noun to the right that a name modifies ("Pakistani → troops", "TTP → leaders", "Pakistan's → army"), or None."""
    if root.dep_ not in {"compound", "amod", "nmod", "poss"}:
        return None
    head = root.head
    for _ in range(4):
        if head.dep_ in {"compound", "nmod"} and head.head.i > head.i:
            head = head.head
        else:
            break
    if head.i < end or head.i - end > 5:
        return None
    doc = root.doc
    if any((t.is_punct and t.text not in {"-", "'"}) or t.pos_ in {"VERB", "CCONJ", "ADP"} for t in doc[end : head.i]):
        return None
    return head


def subject_of(verb: "Token") -> "Token | None":
    """The verb's own subject, else the one it shares with the verb that it is joined to."""
    seen = 0
    while seen < 6:
        for child in verb.lefts:
            if child.dep_ in {"nsubj", "nsubjpass"}:
                return child
        if verb.dep_ in {"conj", "xcomp", "advcl"} and verb.head.pos_ in {"VERB", "AUX"}:
            verb = verb.head
            seen += 1
        else:
            return None
    return None

"""Who does it and to whom, from the dependency tree: subjects, objects and prepositional objects of verbs and event nouns."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from loaders.extract.incident.lexicon import lexicon
from loaders.extract.incident.words import word_set

_SUBJECTS = ("nsubj", "csubj")
_PASSIVE = ("nsubjpass", "csubjpass")
_OBJECT_CONTROL = word_set(
    "force order urge ask tell allow permit enable cause help lead make let send hire pay instruct want expect compel persuade"
)
_SAY = word_set("say tell report add state announce confirm")
_HINDER = word_set("prevent stop keep block deter hinder discourage restrain ban")
_HAVE = word_set("have announce make unveil draw devise launch hatch prepare outline approve plan")
_LIMIT = 12  # steps up the tree


_FORMS = {"retook": "retake"}
"""What the model's lemmatiser leaves as it stands, as the tagger takes it for an infinitive."""


def lemma(token: Token) -> str:
    """Lower-case lemma."""
    word = token.lower_
    return _FORMS[word] if word in _FORMS else str(token.lemma_.lower())


def is_passive(verb: Token) -> bool:
    """Passive clause, or a past participle on a noun."""
    for child in verb.children:
        if child.dep_ in ("nsubjpass", "auxpass", "csubjpass"):
            return True
        if child.dep_ == "nsubj":
            return _gapped(verb)
    if verb.tag_ not in ("VBN", "VBD"):
        return False
    if verb.dep_ == "acomp":
        return lemma(verb.head) == "be"  # "was gang-raped by fighters", read as an adjective
    if (
        verb.dep_ == "conj"
        and verb.head.pos_ in ("VERB", "AUX")
        and not any(c.dep_ in ("dobj", "aux") for c in verb.children)
    ):
        return is_passive(verb.head)
    if verb.dep_ in ("acl", "amod"):
        return not any(c.dep_ == "dobj" for c in verb.children)
    if verb.dep_ == "advcl" and verb.tag_ == "VBN":
        return not any(c.dep_ in ("dobj", "nsubj", "aux") for c in verb.children)
    return False


def _gapped(verb: Token) -> bool:
    """ "Three soldiers were killed and 14 others wounded": the second verb is passive too, without its auxiliary."""
    head = verb.head
    return (
        verb.dep_ == "conj"
        and head.pos_ == "VERB"
        and verb.tag_ == "VBN"
        and not any(c.dep_ in ("dobj", "aux", "ccomp", "xcomp") for c in verb.children)
        and any(c.dep_ in ("nsubjpass", "auxpass") for c in head.children)
    )


def with_conjuncts(token: Token) -> Iterator[Token]:
    """The token and what is coordinated with it (its own conjuncts only), without those who say so."""
    yield token
    for child in token.children:
        if child.dep_ == "conj" and not _speaks(child):
            yield from with_conjuncts(child)


def _speaks(noun: Token) -> bool:
    """ "killing two children, residents and a doctor said": behind a comma, the parser's conjunct is who says it."""
    comma = any(noun.doc[i].text == "," for i in range(noun.head.i + 1, noun.left_edge.i))
    end = max([noun.right_edge.i, *(c.right_edge.i for c in noun.subtree if c.dep_ == "conj")]) + 1
    said = noun.doc[end] if comma and end < len(noun.doc) else None
    return (
        said is not None
        and said.lemma_.lower() in _SAY
        and not any(c.dep_ in ("nsubj", "nsubjpass") and c.i > said.i - 3 for c in said.children)
    )


def antecedent(token: Token) -> Token:
    """What a relative pronoun stands for, else the token itself."""
    if token.lower_ in ("who", "which", "that", "whom", "whose") and token.pos_ in ("PRON", "DET", "SCONJ"):
        clause = next((a for a in token.ancestors if a.dep_ == "relcl"), None)
        if clause is not None:
            return clause.head
    return token


def prepositional(token: Token, names: frozenset[str]) -> Iterator[tuple[str, Token]]:
    """(preposition, object) of the token's own prepositional phrases with one of these prepositions."""
    for child in token.children:
        if child.dep_ in ("prep", "agent", "dative", "prt") and child.lower_ in names:
            for obj in child.children:
                if obj.dep_ in ("pobj", "pcomp"):
                    yield child.lower_, obj
                elif obj.dep_ == "prep" and child.lower_ in ("in", "on", "out", "near", "outside", "because"):
                    for inner in obj.children:  # "in front of X", "on board of X"
                        if inner.dep_ == "pobj":
                            yield f"{child.lower_} {obj.lower_}", inner


def subjects(verb: Token, depth: int = 0) -> list[Token]:
    """Whoever does what the verb says, in the active sense: own subject, by-agent of a passive, else inherited."""
    if depth > _LIMIT:
        return []
    if is_passive(verb):
        agents = [obj for _, obj in prepositional(verb, _BY) if obj.dep_ == "pobj"]
        if agents or verb.dep_ != "conj" or not is_passive(verb.head):
            return [antecedent(a) for a in agents]
        return subjects(verb.head, depth + 1) if verb.head.i < verb.i and _agent_after(verb.head, verb) else []
    own = [c for c in verb.children if c.dep_ in _SUBJECTS]
    if own:
        return [antecedent(own[0])]
    behind = _behind_place(verb)
    return [behind] if behind is not None else inherited(verb, depth)


_BY = frozenset({"by"})


def _agent_after(first: Token, second: Token) -> bool:
    return any(c.dep_ == "agent" and c.i > second.i for c in first.children)


def surface_subject(verb: Token) -> Token | None:
    """The grammatical subject of the clause, active or passive."""
    for child in verb.children:
        if child.dep_ in _SUBJECTS or child.dep_ in _PASSIVE:
            return antecedent(child)
    return _behind_place(verb)


def _behind_place(verb: Token) -> Token | None:
    """ "In Kabul, a suicide bomber killed three": the parser takes the subject for an apposition of the place before it."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP") or verb.dep_ not in ("ROOT", "ccomp", "conj"):
        return None
    for place in (c for c in verb.children if c.dep_ == "prep" and c.i < verb.i):
        for obj in (c for c in place.children if c.dep_ == "pobj"):
            for noun in (c for c in obj.children if c.dep_ == "appos" and c.pos_ == "NOUN"):
                if noun.right_edge.i + 1 == verb.i and noun.doc[noun.left_edge.i - 1].text == ",":
                    return noun
    return None


def inherited(verb: Token, depth: int = 0) -> list[Token]:
    """The subject that a clause without one takes from above: conj, xcomp, advcl, pcomp, acl, relcl."""
    head = verb.head
    if head is verb or depth > _LIMIT:
        return []
    dep = verb.dep_
    if dep == "acl" and lemma(head) in lexicon().operators and any(c.lower_ == "to" for c in verb.lefts):
        return _of_owner(head)
    if dep in ("acl", "relcl"):
        return (
            [head]
            if (head.pos_ in ("NOUN", "PROPN", "PRON", "NUM") and (verb.tag_ == "VBG" or not is_passive(verb)))
            or dep == "relcl"
            else _of_owner(head)
        )
    if dep == "xcomp" and head.lemma_.lower() in _OBJECT_CONTROL:
        target = next((c for c in head.children if c.dep_ in ("dobj", "nsubjpass")), None)
        if target is not None:
            return [antecedent(target)]
    if dep == "advcl" and verb.tag_ == "VBG" and head.lemma_.lower() in _SAY:
        told = next((c for c in head.children if c.dep_ in ("ccomp", "parataxis") and c.i < head.i < verb.i), None)
        if told is not None:  # "a bomb went off, police said, killing two": the bomb
            subject = surface_subject(told)
            return [subject] if subject is not None else inherited(told, depth + 1)
        if any(c.i < verb.i and c.dep_ == "nsubj" for c in head.children):
            return []  # who told it did not do it
    if dep == "advcl" and verb.tag_ == "VBG" and verb.i < head.i:
        for other in head.children:  # "since raids began, killing hundreds, most have fled": the raids
            if other.dep_ == "advcl" and other.i < verb.i and surface_subject(other) is not None:
                return [s for s in [surface_subject(other)] if s is not None]
    if dep in ("conj", "xcomp", "advcl", "ccomp", "dep", "parataxis") and head.pos_ in ("VERB", "AUX"):
        if dep == "ccomp" and verb.tag_ not in ("VBG", "VB"):
            return []
        if dep == "conj" or dep == "xcomp" or verb.tag_ in ("VBG", "VB"):
            subject = surface_subject(head)
            if subject is not None:
                return [subject]
            return inherited(head, depth + 1)
    if dep == "pcomp" and head.dep_ == "prep":
        above = head.head
        if head.lower_ == "from" and lemma(above) in _HINDER:
            return objects(above)  # "prevented the rebels from taking X"
        if above.pos_ in ("VERB", "AUX"):
            subject = surface_subject(above)
            return [subject] if subject is not None else inherited(above, depth + 1)
    return []


def _of_owner(noun: Token) -> list[Token]:
    """ "their plan to attack", "X announced plans to attack": who owns the noun that an infinitive hangs on."""
    own = [c for c in noun.children if c.dep_ == "poss"][:1]
    if own or noun.dep_ != "dobj" or is_passive(noun.head) or noun.head.lemma_.lower() not in _HAVE:
        return own
    subject = surface_subject(noun.head)
    return [subject] if subject is not None else []


def objects(verb: Token) -> list[Token]:
    """To whom it is done: direct object, passive subject, the noun that a participle or object relative hangs on."""
    if is_passive(verb):
        own = [antecedent(c) for c in verb.children if c.dep_ in _PASSIVE or c.dep_ == "nsubj"]
        if own:
            return own
        if verb.dep_ in ("acl", "amod"):
            return [verb.head]
        if verb.dep_ == "acomp":
            subject = surface_subject(verb.head)
            return [subject] if subject is not None else []
        if verb.dep_ == "conj":
            return objects(verb.head)
        if verb.dep_ == "advcl":
            subject = surface_subject(verb.head)
            return [subject] if subject is not None else []
        return []
    own = [antecedent(c) for c in verb.children if c.dep_ == "dobj"]
    if own:
        return own
    if verb.dep_ == "relcl" and not any(c.dep_ == "dobj" for c in verb.children):
        subject = surface_subject(verb)
        if subject is not None and subject is not verb.head:
            return [verb.head]
    shared: list[Token] = []
    for child in verb.children:  # "killed and wounded X": the object stands on the last verb
        if (
            child.dep_ == "conj"
            and child.pos_ == "VERB"
            and not any(c.dep_ in ("nsubj", "nsubjpass") for c in child.children)
        ):
            shared = [c for c in child.children if c.dep_ == "dobj"]
    return shared


def particle(verb: Token) -> str | None:
    """The verb's particle ("blow up"), also where the parser took it for an adverb or preposition right behind."""
    for child in verb.children:
        if child.dep_ == "prt":
            return str(child.lower_)
    for child in verb.children:
        if (
            child.dep_ in ("advmod", "prep", "oprd", "acomp", "ccomp")
            and child.i - verb.i in (1, 2, 3)
            and child.lower_ in _PARTICLES
        ):
            return str(child.lower_)
    return None


_PARTICLES = word_set("up off down out dead hostage prisoner ablaze alight fire")

"""Verbs that the small parser takes for nouns, adjectives or auxiliaries, put back into the tree as verbs.

Each repair asks for the shape of the words around (a name before, a name or a bare noun behind), never for one word.
"""

from typing import TYPE_CHECKING

from loaders.extract.frames import lexicon
from loaders.extract.lexicon import words

if TYPE_CHECKING:
    from loaders.extract.tree import Tree

_CLAUSES = frozenset({"ROOT", "ccomp"})
_NO_NAME = frozenset({"DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY"})
_BEHIND = ("appos", "npadvmod", "dobj", "dep", "nmod", "attr")


def repair(tree: "Tree") -> None:
    """All repairs, in place."""
    for i, dep in enumerate(tree.dep):
        if dep in ("aux", "auxpass") and tree.kids[i]:
            _hoist(tree, i)
        elif tree.tag[i] in ("NNS", "VBZ") and tree.lower[i].endswith("s"):
            _after_a_name(tree, i)
        elif dep == "amod" and (tree.tag[i] in ("VBN", "VBD") or _joined_participle(tree, i)):
            _before_its_object(tree, i)
        elif dep == "prep" and tree.ent[i] in ("PERSON", "ORG", "GPE") and tree.text[i][:1].isupper():
            _first_name(tree, i)
        elif dep in ("compound", "nmod") and tree.pos[i] == "PROPN" and tree.tag[tree.head[i]] in ("VBD", "VBZ"):
            _of_a_verb(tree, i)
        if (tree.pos[i] in ("ADJ", "NOUN", "PROPN") or dep == "amod") and tree.lower[i].endswith("ed"):
            _perfect(tree, i)
        elif tree.pos[i] == "NOUN" and dep in ("xcomp", "ccomp", "advcl") and _infinitive(tree, i):
            _as_verb(tree, i, tree.lower[i], "VB")


def _first_name(tree: "Tree", i: int) -> None:
    """ "Barack Obama met …", the first name read as a preposition: its object is the subject."""
    verb, name = tree.head[i], tree.first(i, "pobj")
    if (
        name != i + 1
        or tree.ent[name] != tree.ent[i]
        or verb < name
        or tree.first(verb, "nsubj", "nsubjpass") is not None
    ):
        return
    if tree.pos[verb] == "VERB":
        _move(tree, name, verb, "nsubj")
        _move(tree, i, name, "compound")
        tree.pos[i] = "PROPN"


def _of_a_verb(tree: "Tree", i: int) -> None:
    """A name taken for a part of the finite verb behind it is that verb's subject."""
    verb = tree.head[i]
    if verb != i + 1 or tree.pos[verb] != "VERB" or tree.first(verb, "nsubj", "nsubjpass", "expl") is not None:
        return
    if tree.dep[verb] == "compound":
        return  # "Turkey harbors Abu Sayyaf": see `_after_a_name`
    tree.dep[i] = "nsubj"
    for c in tree.children(verb, "det", "compound", "nmod", "amod"):
        if c < i:
            _move(tree, c, i, tree.dep[c])
    behind = next((c for c in tree.children(verb, "appos") if c > verb), None)
    if behind is not None and tree.first(verb, "dobj") is None:
        tree.dep[behind] = "dobj"


def _infinitive(tree: "Tree", i: int) -> bool:
    return any(a == i - 1 and tree.lower[a] == "to" for a in tree.children(i, "aux"))


def _perfect(tree: "Tree", i: int) -> None:
    """ "is said to have armed Name", "of having armed Name": a participle behind have, read as an adjective."""
    known = _known(_base(tree.lower[i]))
    if known and any(tree.lemma[a] == "have" for a in tree.children(i, "aux")):
        _as_verb(tree, i, _base(tree.lower[i]), "VBN")
    elif known and tree.dep[i] == "amod" and i and tree.lemma[i - 1] == "have":
        name, have = tree.head[i], i - 1
        if tree.head[name] != have or tree.dep[name] != "dobj":
            return
        modal = any(tree.tag[a] == "MD" for a in tree.children(have, "aux"))
        led = any(c > name for base in (name, have) for c in tree.children(base, "prep"))
        if tree.pos[name] != "PROPN" and not (modal and led):
            return  # "may have trafficked arms into", not "has trained men"
        _move(tree, i, i if tree.head[have] == have else tree.head[have], tree.dep[have])
        for c in tree.children(have, "nsubj", "nsubjpass", "aux", "neg", "punct", "prep", "advmod"):
            _move(tree, c, i, tree.dep[c])
        _move(tree, have, i, "aux")
        _move(tree, name, i, "dobj")
        for c in tree.children(name, "prep"):
            if tree.lower[c] != "of":
                _move(tree, c, i, "prep")
        _as_verb(tree, i, _base(tree.lower[i]), "VBN")


def _base(form: str) -> str:
    """The base form of a regular past participle."""
    stem = form[:-2]
    if stem.endswith("ck") and _known(stem[:-1]):
        return stem[:-1]  # trafficked
    return (
        stem if _known(stem) else stem + "e" if _known(stem + "e") else stem[:-1] + "y" if stem.endswith("i") else stem
    )


def _move(tree: "Tree", i: int, head: int, dep: str) -> None:
    if tree.head[i] != i:
        tree.kids[tree.head[i]].remove(i)
    tree.dep[i] = dep
    tree.head[i] = head
    if head != i:
        tree.kids[head].append(i)
        tree.kids[head].sort()


def _hoist(tree: "Tree", auxiliary: int) -> None:
    """ "may have armed", hung as a chain: every auxiliary, negation and subject belongs to the main verb."""
    verb = tree.head[auxiliary]
    for c in tree.children(auxiliary, "aux", "auxpass", "neg", "nsubj", "nsubjpass"):
        _move(tree, c, verb, tree.dep[c])


def _known(lemma: str) -> bool:
    known = lexicon()
    return lemma in known.verbs or lemma in known.senses


def _name(tree: "Tree", i: int) -> bool:
    return tree.text[i][:1].isupper() and tree.pos[i] in ("PROPN", "NOUN") and tree.ent[i] not in _NO_NAME


def _opens_a_name(tree: "Tree", i: int) -> bool:
    if i < len(tree.text) and tree.lower[i] in ("the", "al", "a", "an"):
        i += 1
        i += i < len(tree.text) and tree.text[i] == "-"
    return i < len(tree.text) and tree.pos[i] == "PROPN" and tree.ent[i] not in _NO_NAME and tree.text[i][:1].isupper()


def _after_a_name(tree: "Tree", i: int) -> None:
    """ "Russia arms Name", "Name rules Place": a plural noun between two names is the verb of a clause without one."""
    lemma = tree.lemma[i] if _known(tree.lemma[i]) else tree.lower[i][:-1]
    if not _known(lemma) or not _opens_a_name(tree, i + 1):
        return
    before = [c for c in tree.kids[i] if c < i]
    if tree.dep[i] == "conj" and tree.tag[i] == "NNS" and tree.lower[i - 1] == "and":
        _joined(tree, i, lemma)
        return
    if not before or before[-1] != i - 1 or not _name(tree, i - 1) or tree.dep[i - 1] not in ("compound", "nmod"):
        return
    if tree.first(i, "nsubj", "nsubjpass", "aux", "poss") is not None:
        return
    whole = tree.tag[i] == "VBZ" or tree.first(tree.head[i], "mark") is not None
    if tree.dep[i] == "compound" and whole and tree.dep[tree.head[i]] in _CLAUSES:
        # "Turkey harbors Abu Sayyaf": the verb swallowed as the first part of its object's name
        noun = tree.head[i]
        above, dep = tree.head[noun], tree.dep[noun]
        _move(tree, i, i if above == noun else above, dep)
        _move(tree, noun, i, "dobj")
        for c in list(tree.kids[noun]):
            if tree.dep[c] in ("parataxis", "punct", "prep", "ccomp", "mark") and (
                c > noun or tree.dep[c] in ("punct", "mark")
            ):
                _move(tree, c, i, tree.dep[c])
    elif tree.dep[i] in _CLAUSES or (tree.dep[i] == "advcl" and tree.lemma[tree.head[i]] in words("saying")):
        behind = next((c for c in tree.children(i, *_BEHIND) if c > i), None)
        if behind is None:
            return
        tree.dep[behind] = "dobj"
    else:
        return
    tree.dep[i - 1] = "nsubj"
    _as_verb(tree, i, lemma, "VBZ")


def _joined(tree: "Tree", i: int, lemma: str) -> None:
    """ "closed its offices and arms Name": joined to the verb, not to the verb's object."""
    noun = tree.head[i]
    verb = tree.head[noun]
    if tree.dep[noun] != "dobj" or tree.pos[verb] != "VERB" or any(c < i for c in tree.kids[i]):
        return
    behind = next((c for base in (i, noun) for c in tree.children(base, *_BEHIND) if c > i), None)
    if behind is None:
        return
    _move(tree, i, verb, "conj")
    _move(tree, behind, i, "dobj")
    _as_verb(tree, i, lemma, "VBZ")


def _joined_participle(tree: "Tree", i: int) -> bool:
    """ "closed its offices and trafficked arms into …", read as an adjective."""
    if (
        tree.tag[i] != "JJ"
        or not tree.lower[i].endswith("ed")
        or i == 0
        or tree.lower[i - 1] not in ("and", "but", "or")
    ):
        return False
    base, noun = _base(tree.lower[i]), tree.head[i]
    if not _known(base) or tree.dep[noun] != "conj" or tree.first(noun, "prep") is None:
        return False
    tree.lemma[i] = base
    return True


def _before_its_object(tree: "Tree", i: int) -> None:
    """A past tense read as an adjective of its object: "Name smuggled arms into …", "… and smuggled arms into …"."""
    noun = tree.head[i]
    if noun < i or not _known(tree.lemma[i]) or tree.ent[noun] in ("PERSON", "GPE"):
        return
    left = [c for c in tree.kids[noun] if c < i]
    above = tree.head[noun]
    subject, outer = tree.first(i, "nsubj"), tree.first(noun, "nsubj")
    if outer is not None and outer < i and tree.tag[i] == "VBD" and tree.dep[noun] in _CLAUSES:
        if tree.pos[noun] != "NOUN" or tree.first(noun, "cop", "aux", "det") is not None:
            return
        subject, dep = outer, tree.dep[noun]  # "that X smuggled arms into Y"
        for c in tree.children(noun, "mark"):
            _move(tree, c, i, "mark")
    elif subject is not None and tree.tag[i] == "VBD" and tree.dep[noun] == "nsubj" and tree.dep[above] == "ROOT":
        if not any(c > noun for c in tree.children(above, "nsubj")):
            return
        dep = "ccomp"  # "X smuggled arms, Y said"
    elif (
        left
        and left[-1] == i - 1
        and _name(tree, i - 1)
        and tree.dep[noun] == "nsubj"
        and tree.lemma[above] in words("saying")
        and any(c > noun for c in tree.children(above, "nsubj"))
    ):
        subject, dep = i - 1, "ccomp"
    elif left and left[-1] == i - 1 and _name(tree, i - 1) and tree.dep[i - 1] in ("compound", "nmod"):
        if tree.dep[noun] not in _CLAUSES or tree.ent[i - 1] == "NORP":
            return
        subject, dep = i - 1, tree.dep[noun]
    elif (
        tree.dep[noun] == "conj"
        and tree.pos[above] == "VERB"
        and not left
        and tree.lower[i - 1] in ("and", "but", "or")
    ):
        dep = "conj"
    else:
        return
    root = above == noun
    _move(tree, i, i if root else above, dep)
    _move(tree, noun, i, "dobj")
    for base in (noun, above) if dep == "conj" else (noun,):
        for c in list(tree.kids[base]):
            if tree.dep[c] == "prep" and c > noun and tree.lower[c] != "of":
                _move(tree, c, i, "prep")
    if subject is not None:
        _move(tree, subject, i, "nsubj")
    _as_verb(tree, i, tree.lemma[i], "VBD")


def _as_verb(tree: "Tree", i: int, lemma: str, tag: str) -> None:
    tree.pos[i], tree.tag[i], tree.lemma[i] = "VERB", tag, lemma

"""Typical slips of the small parser, undone: a main verb tagged as noun, a name taken for an adverb, a past tense taken
for a participle on the subject ("A report called for …")."""

from typing import TYPE_CHECKING

from loaders.extract.frames import lexicon

if TYPE_CHECKING:
    from loaders.extract.tree import Tree

# Verbs after which an -ing form is an act and not an adjective.
_TAKE_GERUND = frozenset({"deny", "admit", "avoid", "consider"})


def undo_slips(tree: "Tree") -> None:
    """All of them, in place."""
    for i, dep in enumerate(tree.dep):
        if dep == "ROOT" and tree.pos[i] in ("NOUN", "PROPN", "ADJ"):
            if tree.first(i, "aux") is not None:
                tree.pos[i] = "VERB"
                tree.lemma[i] = _base(tree.lower[i])
                _take_subject(tree, i)
            elif (
                tree.first(i, "nsubj") is not None and tree.first(i, "dobj", "prt", "ccomp", "xcomp") is not None
            ) or (tree.first(i, "nsubj") is not None and any(tree.pos[c] == "VERB" for c in tree.children(i, "conj"))):
                tree.pos[i] = "VERB"
            elif tree.tag[i] == "NNS" and tree.first(i, "xcomp") is not None and i and tree.dep[i - 1] == "compound":
                tree.pos[i], tree.dep[i - 1] = "VERB", "nsubj"  # "the Workers' Party plans to …"
            elif tree.pos[i] == "NOUN":
                _make_finite(tree, i)
        elif (
            dep == "amod"
            and tree.tag[i] == "VBD"
            and tree.dep[tree.head[i]] == "ROOT"
            and tree.first(i, "nsubj") is not None
        ):
            _turn_over(tree, i)
        elif dep in ("amod", "compound") and tree.lower[i].endswith("ing") and i > 0:
            _free_gerund(tree, i)
        elif dep == "prep" and tree.kids[i] and tree.lower[tree.kids[i][0]] in ("which", "whom"):
            inner = tree.first(tree.head[i], "xcomp")
            if inner is not None:  # "in which X has pledged to invest"
                tree.kids[tree.head[i]].remove(i)
                tree.kids[inner].append(i)
                tree.head[i] = inner
        elif dep in ("advmod", "npadvmod", "dep", "intj") and tree.ent[i] in ("ORG", "GPE", "PERSON", "NORP"):
            head = tree.head[i]
            if i < head and tree.pos[head] == "VERB" and tree.first(head, "nsubj", "nsubjpass") is None:
                tree.dep[i], tree.pos[i] = "nsubj", "PROPN"


def _take_subject(tree: "Tree", verb: int) -> None:
    """The subject that the parser left on the auxiliary ("may have armed") belongs to the verb."""
    for a in tree.children(verb, "aux"):
        for c in tree.children(a, "nsubj", "nsubjpass"):
            tree.kids[a].remove(c)
            tree.kids[verb].insert(0, c)
            tree.head[c] = verb


def _turn_over(tree: "Tree", verb: int) -> None:
    """A past tense with a subject, read as an adjective of its own object."""
    noun = tree.head[verb]
    tree.kids[noun].remove(verb)
    tree.kids[verb].append(noun)
    tree.head[noun], tree.dep[noun] = verb, "dobj"
    tree.head[verb], tree.dep[verb], tree.pos[verb] = verb, "ROOT", "VERB"


def _free_gerund(tree: "Tree", i: int) -> None:
    """ "denied bombing X": the gerund after such a verb is an act of its own and no part of X's name."""
    noun = tree.head[i]
    verb = tree.head[noun]
    if verb != i - 1 or tree.dep[noun] != "dobj" or tree.lemma[verb] not in _TAKE_GERUND:
        return
    tree.kids[noun].remove(i)
    tree.kids[verb].remove(noun)
    tree.kids[verb].append(i)
    tree.kids[i].append(noun)
    tree.head[i], tree.dep[i], tree.pos[i], tree.tag[i] = verb, "xcomp", "VERB", "VBG"
    tree.head[noun] = i
    for c in [c for c in tree.children(verb, "prep") if c > noun]:
        tree.kids[verb].remove(c)
        tree.kids[i].append(c)
        tree.head[c] = i
    stem = tree.lower[i][:-3]
    known = lexicon()
    for lemma in (stem, stem + "e", stem[:-1]):
        if lemma in known.verbs or lemma in known.senses or lemma in known.light:
            tree.lemma[i] = lemma
            break


def _make_finite(tree: "Tree", noun: int) -> None:
    verb = tree.first(noun, "acl")
    if verb is None or tree.tag[verb] != "VBN" or tree.first(verb, "agent") is not None:
        return
    if tree.first(verb, "dobj", "ccomp", "xcomp") is None and tree.lemma[verb] not in (
        "call",
        "appeal",
        "vow",
        "agree",
    ):
        return
    tree.kids[noun].remove(verb)
    tree.kids[verb].insert(0, noun)
    tree.head[noun], tree.dep[noun] = verb, "nsubj"
    tree.head[verb], tree.dep[verb], tree.tag[verb] = verb, "ROOT", "VBD"


def _base(form: str) -> str:
    """The base form of a regular past participle."""
    if form.endswith("ied"):
        return form[:-3] + "y"
    if not form.endswith("ed"):
        return form
    stem = form[:-2]
    return stem + "e" if stem.endswith(("c", "v", "s", "u", "at")) and not stem.endswith("ss") else stem

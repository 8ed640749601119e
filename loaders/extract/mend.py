"""Trees that the parser regularly gets wrong, set right before anything reads them."""

from typing import TYPE_CHECKING

from loaders.extract.lexicon import words
from loaders.extract.repairs import repair
from loaders.extract.slips import undo_slips
from loaders.extract.tree import Tree

QUOTES = frozenset({'"', "'", "''", "”", "’"})

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


def mend(doc: "Doc") -> None:
    """Mend the trees of a parsed text in place."""
    for token in doc:
        if token.dep_ == "relcl" and token.pos_ == "NOUN":
            _verb_after_all(token)
        if token.dep_ == "relcl" and token.lemma_ in words("denying"):
            _of_the_whole(token)
        elif token.text in {";", ","}:
            _clause_of_its_own(token)
        elif token.lower_ == "dead" and token.dep_ in {"amod", "advmod"}:
            _shot_dead(token)
        elif token.dep_ == "nsubj" and _undergoes(token.head):
            token.dep_ = "nsubjpass"
        elif token.dep_ in {"ccomp", "pcomp"}:
            _free_relative(token)
        elif token.dep_ in {"npadvmod", "nmod", "dep"} and token.pos_ == "PROPN":
            _named_before_dash(token)
    for token in doc:
        if token.lower_ in words("accusations"):
            _bare_relative(token)
    tree = Tree(doc)
    undo_slips(tree)
    repair(tree)
    _write_back(doc, tree)


def _write_back(doc: "Doc", tree: Tree) -> None:
    """Give the parse what was mended on its lists. Moved words first become roots, so that no circle arises on the way.

    Should the repairs of odd words have made a circle, the parse stays as it was: whatever walks up a tree must end.
    """
    if not _is_forest(tree.head):
        return
    moved = [t for t in doc if t.head.i != tree.head[t.i]]
    for token in moved:
        token.head = token
    for token in moved:
        token.head = doc[tree.head[token.i]]
    for token in doc:
        i = token.i
        if token.dep_ != tree.dep[i]:
            token.dep_ = tree.dep[i]
        if token.tag_ != tree.tag[i]:
            token.tag_ = tree.tag[i]
        if token.pos_ != tree.pos[i]:
            token.pos_ = tree.pos[i]
            token.lemma_ = tree.lemma[i]


def _undergoes(verb: "Token") -> bool:
    """A passive, also where the parser took its participle for the main verb: "troops backed by X have retaken …"."""
    labels = {c.dep_ for c in verb.children}
    return "auxpass" in labels or ("agent" in labels and verb.tag_ in {"VBD", "VBN"} and "dobj" not in labels)


def _is_forest(heads: list[int]) -> bool:
    """Whether every word's heads lead to a root, which is its own head."""
    good = [False] * len(heads)
    for start in range(len(heads)):
        path, at = set[int](), start
        while not good[at] and heads[at] != at:
            if at in path:
                return False
            path.add(at)
            at = heads[at]
        good[at] = True
        for i in path:
            good[i] = True
    return True


def _verb_after_all(noun: "Token") -> None:
    """ "which arm and fund the movement", "that Kabul rejects": with a subject of its own it is the verb of the clause."""
    if not any(c.dep_ in {"nsubj", "nsubjpass"} for c in noun.lefts) or any(
        c.dep_ in {"cop", "aux"} for c in noun.lefts
    ):
        return
    noun.pos_ = "VERB"
    noun.tag_ = "VBZ" if noun.lower_ != noun.lemma_.lower() else "VBP"
    verbs = [noun, *(c for c in noun.rights if c.dep_ == "conj" and c.pos_ == "VERB")]
    for child in noun.rights:
        if child.dep_ == "npadvmod" and child.pos_ in {"NOUN", "PROPN"} and child.ent_type_ not in {"DATE", "TIME"}:
            child.head, child.dep_ = max((v for v in verbs if v.i < child.i), key=lambda v: v.i), "dobj"


def _of_the_whole(verb: "Token") -> None:
    """ "X accused Y of arming Z, which W denied": what is denied is the clause, not the name that stands last in it."""
    which = next((c for c in verb.lefts if c.lower_ == "which" and c.dep_ == "dobj"), None)
    if which is None or which.i == 0 or which.nbor(-1).text != ",":
        return
    clause = next((a for a in verb.ancestors if a.pos_ == "VERB" and a.i < which.i), None)
    if clause is not None:
        verb.head = clause


def _clause_of_its_own(mark: "Token") -> None:
    """What stands before a semicolon, or a comma splice, is no content of the verb after it.

    "X blamed Y; the group did not comment", "Iran hits bases, Islamabad recalls envoy"; but "Y is dead, police say".
    """
    above = mark.head
    if above.i < mark.i or (mark.text == "," and not _spliced(mark, above)):
        return
    subjects = [c for c in above.lefts if c.dep_ in {"nsubj", "nsubjpass"}]
    for child in above.lefts:
        clause = child.dep_ == "ccomp" and child.pos_ in {"VERB", "AUX"}
        heading = (
            len(subjects) > 1 and child == subjects[0] and subjects[-1].i > mark.i
        )  # "Two killed; X demands inquiry"
        if child.i < mark.i and (clause or heading):
            child.head, child.dep_ = child, "ROOT"


def _spliced(comma: "Token", verb: "Token") -> bool:
    subject = next((c for c in verb.lefts if c.dep_ in {"nsubj", "nsubjpass"}), None)
    opens = subject is not None and comma.i > 0 and subject.left_edge.i == comma.i + 1
    return (
        opens and verb.head == verb and verb.lemma_ not in words("closing_cues") and comma.nbor(-1).text not in QUOTES
    )


def _shot_dead(dead: "Token") -> None:
    """ "shot dead 23 men": what the shooting did, no property of the men."""
    if dead.i and dead.nbor(-1).lemma_ == "shoot" and dead.nbor(-1).pos_ == "VERB" and dead.head.i > dead.i:
        dead.head, dead.dep_ = dead.nbor(-1), "oprd"


def _free_relative(verb: "Token") -> None:
    """ "struck what it called hideouts of the group", "after what he said were air raids": the hideouts, the raids."""
    what = next((c for c in verb.lefts if c.lower_ == "what"), None)
    if what is None:
        return
    being = next((c for c in verb.rights if c.dep_ == "ccomp" and c.lemma_ == "be"), None)
    naming = verb.lemma_ in {"call", "describe", "term", "consider", "label"}
    base = being if being is not None else verb if naming else None
    named = next((c for c in base.rights if c.dep_ in {"oprd", "attr", "ccomp"}), None) if base is not None else None
    above = verb.head
    if named is None or named.pos_ not in {"NOUN", "PROPN"}:
        return
    named.head, named.dep_ = above, "dobj" if verb.dep_ == "ccomp" else "pobj"
    verb.head, verb.dep_ = named, "parataxis"


def _named_before_dash(name: "Token") -> None:
    """ "Name Name — the successor of X — defends": the name is who does it, and what stands after the dash says who that is."""
    verb, after = name.head, name.i + 1
    if (
        verb.pos_ != "VERB"
        or name.i > verb.i
        or after >= len(name.doc)
        or name.doc[after].text not in {"—", "–", "--", "-", ","}
    ):
        return
    subject = next((c for c in verb.lefts if c.dep_ in {"nsubj", "nsubjpass"}), None)
    if (
        subject is None
        or subject.pos_ != "NOUN"
        or subject.left_edge.i not in {after, after + 1}
        or name.ent_type_ in {"DATE", "TIME"}
    ):
        return
    name.dep_ = subject.dep_
    subject.head, subject.dep_ = name, "appos"


def _bare_relative(noun: "Token") -> None:
    """ "…, a charge Kabul has denied": the verb after the noun is a relative clause of it, whose subject stands between.

    The parser takes the noun for the fronted object or the subject of a main clause, and the whole sentence for its content.
    """
    if not _after_comma(noun):
        return
    subject = _right_behind(noun)
    verb = _verb_behind(subject) if subject is not None else None
    if subject is None or verb is None or verb == noun or verb.dep_ == "relcl":
        return
    if verb.head == verb:
        clause = next((c for c in verb.lefts if c.dep_ in {"ccomp", "advcl", "parataxis"} and c.i < noun.i), None)
        if clause is None:
            return
        clause.head, clause.dep_ = clause, "ROOT"
    else:
        clause = verb.head
        if clause.i >= noun.i or noun.is_ancestor(clause):
            return
    for child in list(verb.children):
        if child.i < noun.i:
            child.head = clause
    subject.head, subject.dep_ = verb, "nsubj"
    noun.head, noun.dep_ = clause, "npadvmod"
    verb.head, verb.dep_ = noun, "relcl"


def _after_comma(noun: "Token") -> bool:
    start = noun.left_edge.i
    return start > 0 and noun.doc[start - 1].text in {",", "-", "–", "—", ";"}


def _right_behind(noun: "Token") -> "Token | None":
    """The name or noun phrase that follows the noun at once: read as its apposition, or as the subject already."""
    for token in (*noun.rights, *noun.head.lefts):
        if token.i > noun.i and token.left_edge.i == noun.i + 1 and token.dep_ in {"appos", "nsubj"}:
            return token
    return None


def _verb_behind(subject: "Token") -> "Token | None":
    """The verb that follows with nothing but auxiliaries and adverbs between, if it has no other subject."""
    doc = subject.doc
    i = subject.right_edge.i + 1
    while i < len(doc) and (doc[i].pos_ == "AUX" or doc[i].dep_ in {"advmod", "neg"}) and not doc[i].is_sent_start:
        i += 1
    if i >= len(doc) or doc[i].pos_ != "VERB":
        return None
    others = [c for c in doc[i].lefts if c.dep_ in {"nsubj", "nsubjpass"} and c != subject and c.i > subject.head.i]
    return doc[i] if not others else None

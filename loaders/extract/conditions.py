"""Conditions and consequences: the if-clause that an act or a threat hangs on, and what is said to follow."""

from loaders.extract.tree import Tree
from loaders.extract.view import View

_MARKS = frozenset({"if", "unless", "until", "provided", "once", "lest"})
_LEADS = frozenset({"as", "so"})  # "as long as", "so long as"


def condition_of(view: View, trigger: int, carrier: int | None = None) -> tuple[int, int] | None:
    """Tokens of the conditional clause that belongs to the trigger: on it, on its complement, on what governs it, or beside it."""
    tree = view.tree
    sentence = view.document.sentence_of(trigger)
    around = [trigger, *([carrier] if carrier is not None else [])]
    for base in list(around):
        around += _complements(tree, base)
    around += [h for h in tree.ancestors(trigger) if tree.pos[h] in ("VERB", "AUX") and h >= sentence.start][:3]
    for base in dict.fromkeys(around):
        for c in tree.kids[base]:
            if (
                tree.dep[c] in ("advcl", "ccomp", "prep", "dep", "parataxis")
                and sentence.start <= c < sentence.end
                and _conditional(tree, c)
            ):
                start, end = tree.span(c)
                return _trimmed(tree, max(start, sentence.start), min(end, sentence.end))
    return None


def _complements(tree: Tree, verb: int) -> list[int]:
    """The clauses below a verb or noun that say what is promised, threatened or warned of, two steps deep."""
    found = []
    for c in tree.children(verb, "ccomp", "xcomp", "acl", "conj", "dobj", "advcl", "relcl"):
        if tree.pos[c] in ("VERB", "AUX", "NOUN"):
            found.append(c)
            found += [g for g in tree.children(c, "ccomp", "xcomp", "acl", "conj") if tree.pos[g] in ("VERB", "AUX")]
    return found


def _conditional(tree: Tree, clause: int) -> bool:
    for c in tree.kids[clause]:
        if tree.dep[c] in ("mark", "advmod") and tree.lower[c] in _MARKS and c <= clause:
            return True
        if tree.lower[c] in _LEADS and any(tree.lower[g] == "long" for g in tree.kids[c]):
            return True
    return tree.lower[clause] in _MARKS and tree.dep[clause] == "prep"


def consequence_of(
    view: View, trigger: int, carrier: int | None, condition: tuple[int, int] | None
) -> tuple[int, int] | None:
    """Tokens of what the speaker says will follow: the clause of the threat without its condition."""
    tree = view.tree
    for base in (carrier, trigger):
        if base is None:
            continue
        for c in tree.children(base, "ccomp", "acl", "xcomp", "advcl"):
            if tree.pos[c] not in ("VERB", "AUX") or _conditional(tree, c):
                continue
            start, end = tree.span(c)
            if tree.dep[c] == "advcl" and not any(
                tree.lower[g] in ("will", "would", "may", "could") for g in tree.kids[c]
            ):
                continue
            if condition is not None and start <= condition[0] < end:
                if condition[0] - start > 1:
                    end = condition[0]
                else:
                    start = condition[1]
            return _trimmed(tree, start, end)
    return None


def _trimmed(tree: Tree, start: int, end: int) -> tuple[int, int] | None:
    """Without punctuation and "that" at the ends."""
    while end > start and tree.pos[end - 1] in ("PUNCT", "SPACE", "CCONJ"):
        end -= 1
    while start < end and (
        tree.pos[start] in ("PUNCT", "SPACE") or (tree.lower[start] == "that" and tree.pos[start] == "SCONJ")
    ):
        start += 1
    return (start, end) if end > start else None

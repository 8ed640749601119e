"""The two senses of a warning: a threat (the speaker will act) and a hazard (something bad may happen by itself)."""

from loaders.extract.document import Event
from loaders.extract.targets import LOCAL
from loaders.extract.view import View

_OWN = frozenset({"it", "they", "he", "she", "we", "i"})
_FUTURE = frozenset({"will", "would", "'ll", "'d", "shall", "may", "might", "could"})
_RETALIATION = frozenset(
    [
        "consequence",
        "retaliation",
        "reprisal",
        "response",
        "action",
        "sanction",
        "measure",
        "step",
        "escalation",
        "revenge",
        "punishment",
        "retribution",
    ]
)
_ANSWERS = frozenset({"respond", "retaliate", "act", "hit", "strike", "answer", "pursue", "target"})
_PUBLIC = frozenset(
    [
        "citizen",
        "public",
        "resident",
        "traveller",
        "traveler",
        "people",
        "tourist",
        "national",
        "population",
        "company",
        "parent",
        "driver",
        "passenger",
    ]
)
_ADVICE = frozenset(
    ["avoid", "travel", "leave", "stay", "prepare", "beware", "expect", "remain", "exercise", "refrain", "evacuate"]
)
_OF_A_STATE = frozenset({"State", "GovernmentBody", "SecurityForce"})


def sense_of(view: View, event: Event) -> str:
    """`threat` or `hazard`, from the clause, the preposition and the addressee of the warning."""
    tree = view.tree
    carriers = [i for i in (event.roles.get("noun"), event.trigger) if i is not None]
    for base in carriers:
        for clause in tree.children(base, "ccomp", "acl", "xcomp", "advcl"):
            sense = _of_clause(view, event, clause)
            if sense is not None:
                return sense
        for prep, o in _preps(view, base):
            if prep in ("of", "about", "over"):
                return "threat" if _own_doing(view, event, o) else "hazard"
            if prep == "against":
                addressed = event.object is not None and event.object != o
                return "threat" if addressed and tree.pos[o] == "VERB" and not _public(view, event.object) else "hazard"
    if event.object is None or _public(view, event.object) or view.kind(event.object) == "Place":
        return "hazard"
    return "threat"


def _preps(view: View, base: int) -> list[tuple[str, int]]:
    """Phrases of the warning; one that the parser hung on a date ("in March of a possible attack") counts too."""
    tree = view.tree
    found = list(tree.preps(base))
    for _, o in list(found):
        if tree.ent[o] in ("DATE", "TIME"):
            found += tree.preps(o)
    return found


def _public(view: View, i: int | None) -> bool:
    return i is not None and (view.tree.lemma[i] in _PUBLIC or view.kind(i) == "Population")


def _of_clause(view: View, event: Event, clause: int) -> str | None:
    tree = view.tree
    if tree.pos[clause] not in ("VERB", "AUX"):
        return None
    infinitive = any(tree.lower[c] == "to" for c in tree.children(clause, "aux"))
    if tree.dep[clause] == "xcomp" or (infinitive and tree.dep[clause] in ("ccomp", "acl")):
        return "hazard" if tree.lemma[clause] in _ADVICE or _public(view, event.object) else "threat"
    if tree.dep[clause] == "advcl":
        return None
    subject = tree.first(clause, "nsubj", "nsubjpass")
    future = any(tree.lower[c] in _FUTURE for c in tree.children(clause, "aux"))
    if subject is not None and future:
        own = tree.lower[subject] in _OWN and (
            view.entity(subject) in (None, event.subject and view.entity(event.subject))
        )
        same = (
            event.subject is not None
            and view.entity(subject) is not None
            and view.entity(subject) == view.entity(event.subject)
        )
        own_side = (
            tree.dep[subject] == "nsubj"
            and _hostile(view, clause)
            and view.compatriots(event.subject, subject, _OF_A_STATE)
        )
        if (own or same or own_side) and not _public(view, event.object):
            return "threat"
        # "warned that any attack would be met with force"
        if tree.dep[subject] == "nsubjpass" and any(p == "with" for p, _ in tree.preps(clause)):
            return "threat"
        if tree.lower[subject] == "there" and any(
            tree.lemma[c] in _RETALIATION for c in tree.children(clause, "attr", "dobj")
        ):
            return "threat"
        if (
            view.entity(subject) is not None
            and view.entity(subject) == (event.object is not None and view.entity(event.object))
            and tree.lemma[clause] in ("pay", "face", "suffer", "regret")
        ):
            return "threat"
    return "hazard"


def _hostile(view: View, verb: int) -> bool:
    """An act against somebody: "would strike", "will respond"."""
    entries = view.lex.verbs.get(view.tree.lemma[verb], ())
    return view.tree.lemma[verb] in _ANSWERS or any("hostile" in frame.tags for _, frame in entries)


def _own_doing(view: View, event: Event, noun: int) -> bool:
    """ "warned Ankara of consequences", "of retaliation": what the speaker would do, told to somebody."""
    if event.object is None or event.object == noun or _public(view, event.object):
        return False
    return view.tree.lemma[noun] in _RETALIATION and view.tree.first(noun, "poss") is None


def hazard_place(view: View, event: Event) -> int | None:
    """The place that a hazard is about: in the phrase that names it."""
    tree = view.tree
    for base in (event.roles.get("noun"), event.trigger):
        if base is None:
            continue
        for prep, o in tree.preps(base):
            if prep in ("of", "about", "over", "against"):
                found = _place_below(view, o)
                if found is not None:
                    return found
        for clause in tree.children(base, "ccomp", "acl"):
            found = _place_below(view, clause)
            if found is not None:
                return found
    return None


def _place_below(view: View, i: int, depth: int = 0) -> int | None:
    tree = view.tree
    if view.kind(i) in ("Place", "State") or (tree.ent[i] in ("GPE", "LOC") and tree.pos[i] == "PROPN"):
        return i
    if depth > 2:
        return None
    for prep, o in tree.preps(i):
        if prep in LOCAL or prep in ("of", "on", "to", "for"):
            found = _place_below(view, o, depth + 1)
            if found is not None:
                return found
    for c in tree.children(i, "nsubj", "nsubjpass", "dobj", "attr"):
        found = _place_below(view, c, depth + 1)
        if found is not None:
            return found
    return None

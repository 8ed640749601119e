"""Static facts that words beside a name state: titles, appositions, membership ("TTP spokesman X", "Y, the leader of Z")."""

from typing import NamedTuple

from loaders.extract.document import Document, Event
from loaders.extract.operators import operators_above
from loaders.extract.view import RELATIVE, View

_LEADS = frozenset(
    [
        "leader",
        "chief",
        "head",
        "chairman",
        "chairwoman",
        "chairperson",
        "commander",
        "emir",
        "amir",
        "boss",
        "supremo",
        "ringleader",
    ]
)
_OFFICE = frozenset(
    [
        "president",
        "minister",
        "premier",
        "chancellor",
        "governor",
        "ambassador",
        "envoy",
        "senator",
        "mayor",
        "secretary",
        "king",
        "queen",
        "emir",
        "sultan",
        "prosecutor",
        "commissioner",
        "director",
        "chairman",
        "governor-general",
        "attorney",
        "consul",
        "deputy",
        "mp",
        "lawmaker",
        "congressman",
    ]
)
_MEMBER = frozenset(
    [
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "member",
        "activist",
        "fighter",
        "militant",
        "official",
        "officer",
        "lawmaker",
        "leader",
        "commander",
        "operative",
        "candidate",
        "supporter",
        "general",
        "colonel",
        "major",
        "captain",
        "soldier",
        "policeman",
        "journalist",
        "reporter",
        "cadre",
        "politician",
        "mp",
        "senator",
    ]
)
_BETWEEN_BODIES = {
    "ally": "ALLIED_WITH", "affiliate": "AFFILIATED_WITH", "offshoot": "AFFILIATED_WITH", "proxy": "AFFILIATED_WITH",
    "splinter": "AFFILIATED_WITH", "franchise": "AFFILIATED_WITH", "branch": "PART_OF", "wing": "PART_OF",
    "faction": "PART_OF", "arm": "PART_OF",
}  # fmt: skip
_GROUPS = frozenset({"ArmedGroup", "Party", "NGO", "Organisation", "IGO", "Company"})
_BODIES = frozenset({"State", "GovernmentBody", "SecurityForce", "IGO"})


class _Fact(NamedTuple):
    predicate: str
    org: int | None
    rule: str
    score: float
    verb: int | None = None


def find_facts(document: Document, view: View) -> list[Event]:
    """Facts about persons whose name stands beside a role noun and an organisation."""
    found: list[Event] = []
    done: set[int] = set()
    for mention in document.mentions:
        if mention.kind != "Person" or mention.form != "name" or mention.root in done:
            continue
        done.add(mention.root)
        for role, fact in _of_name(view, mention.root, mention.start, mention.end):
            if fact.org is not None and view.entity(fact.org) == mention.entity:
                continue
            operators = operators_above(view, fact.verb) if fact.verb is not None else ()
            found.append(
                Event(
                    trigger=role,
                    predicate=fact.predicate,
                    plover=None,
                    frame=fact.predicate.lower(),
                    subject=mention.root,
                    object=fact.org,
                    score=fact.score,
                    rule=fact.rule,
                    operators=operators,
                    negated="not" in operators,
                    roles={"about": role, "title": _title_start(view, role)},
                    notes=("title or apposition",),
                )
            )
    return found + _of_bodies(document, view)


def _of_bodies(document: Document, view: View) -> list[Event]:
    """What stands beside the name of a state or group: "X, an ally of Y", "X, a splinter group of Y"."""
    tree = view.tree
    found: list[Event] = []
    for mention in document.mentions:
        if mention.kind not in _GROUPS | _BODIES or mention.form != "name" or mention.facet is not None:
            continue
        for noun in (*tree.children(mention.root, "appos"), *_said_to_be(view, mention.root)):
            predicate = _BETWEEN_BODIES.get(tree.lemma[noun])
            other = _other_body(view, noun) if predicate is not None else None
            if predicate is None or other is None or view.entity(other) == mention.entity:
                continue
            former = any(tree.lower[c] in ("former", "one-time", "onetime", "erstwhile") for c in tree.kids[noun])
            operators = operators_above(view, tree.head[mention.root]) if tree.dep[noun] != "appos" else ()
            found.append(
                Event(
                    trigger=noun,
                    predicate=predicate,
                    plover=None,
                    frame=predicate.lower(),
                    subject=mention.root,
                    object=other,
                    score=2.0 if former else 5.0,
                    rule="apposition",
                    operators=operators,
                    negated="not" in operators,
                    roles={"about": noun},
                    notes=("title or apposition",),
                )
            )
    return found


def _said_to_be(view: View, root: int) -> list[int]:
    """ "X is seen as an offshoot of Y", "Z regards X as …": the nouns that say what X is taken for."""
    tree = view.tree
    verb = tree.head[root]
    regarded = tree.lemma[verb] in ("regard", "see", "describe", "consider", "know", "view")
    if regarded and tree.dep[root] in ("nsubjpass", "dobj"):
        return [o for prep, o in tree.preps(verb) if prep == "as"]
    return []


def _other_body(view: View, noun: int) -> int | None:
    for prep, o in view.tree.preps(noun):
        if prep in ("of", "to") and _org(view, o):
            return o
    owner = view.tree.first(noun, "poss")
    return owner if owner is not None and _org(view, owner) else None


def _of_name(view: View, root: int, start: int, end: int) -> list[tuple[int, _Fact]]:
    tree = view.tree
    found: list[tuple[int, _Fact]] = []
    titles = [c for c in tree.kids[root] if tree.dep[c] in ("compound", "nmod", "amod", "appos") and _role(view, c)]
    if tree.dep[root] == "appos" and _role(view, tree.head[root]):
        titles.append(tree.head[root])
    # the parser hangs a title's modifiers on the name itself: "TTP spokesman Shahidullah Shahid"
    for role in titles:
        org = _organisation(view, role, root)
        if org is not None and not start <= org < end:
            fact = _fact(view, role, org)
            if fact is not None:
                found.append((role, fact))
        elif org is None and role < root and tree.lemma[role] in _OFFICE and tree.tag[role] == "NNP":
            # "Prime Minister X": the body is not said
            found.append((role, _Fact("HOLDS_OFFICE", None, "title", 5.0)))
    for verb in _copulas(view, root):
        for role in _predicates(view, verb):
            org = _organisation(view, role, role)
            fact = _fact(view, role, org) if org is not None and _role(view, role) else None
            if fact is not None:
                found.append((role, fact._replace(rule="copula", verb=verb)))
    if not found:
        owner = tree.first(root, "poss")
        if owner is not None and view.kind(owner) == "Party" and view.entity(owner):
            found.append((owner, _Fact("MEMBER_OF", owner, "possessor", 5.0)))
    return found


def _title_start(view: View, role: int) -> int:
    """First word of a title in capitals: "Prime Minister", "Defence Minister"."""
    tree = view.tree
    start = role
    while (
        start > 0
        and tree.text[start - 1][:1].isupper()
        and tree.pos[start - 1] in ("PROPN", "NOUN", "ADJ")
        and view.entity(start - 1) in (None, view.entity(role))
    ):
        start -= 1
    return start


def _copulas(view: View, name: int) -> list[int]:
    """Verbs of being or serving that say what the person is: "X is …", "X, who serves as …", "X denied being …"."""
    tree = view.tree
    found = []
    if tree.dep[name] == "nsubj":
        verb = tree.head[name]
        found = [verb, *tree.conjuncts(verb)[1:], *tree.children(verb, "xcomp", "pcomp", "ccomp")]
    for clause in tree.children(name, "relcl"):
        own = tree.first(clause, "nsubj")
        if own is None or tree.lower[own] in RELATIVE:
            found.append(clause)  # not "X, whose father was president"
    return [v for v in found if tree.lemma[v] in ("be", "become", "serve", "act", "remain") and v != name]


def _predicates(view: View, verb: int) -> list[int]:
    tree = view.tree
    own = tree.first(verb, "nsubj")
    if own is not None and tree.lower[own] in ("there", "it", "what"):
        return []
    return tree.children(verb, "attr") + [o for prep, o in tree.preps(verb) if prep == "as"]


def _role(view: View, i: int) -> bool:
    lemma = view.tree.lemma[i]
    return lemma in _LEADS or lemma in _OFFICE or lemma in _MEMBER


def _organisation(view: View, role: int, name: int) -> int | None:
    """The organisation or state that the role is in: before it, its possessor, or after of, for, in, with."""
    tree = view.tree
    for base in (role, name):
        for c in tree.kids[base]:
            if c < role and tree.dep[c] in ("compound", "poss", "nmod", "amod") and _org(view, c):
                return c
    for prep, o in tree.preps(role):
        if prep in ("of", "for", "with", "in") and _org(view, o):
            return o
    return None


def _the(view: View, role: int, org: int) -> bool:
    """ "the commander of X", "commander of X": there is only one."""
    tree = view.tree
    if any(tree.lower[c] in ("a", "an") for c in tree.children(role, "det")):
        return False
    return any(prep == "of" and o == org for prep, o in tree.preps(role))


def _org(view: View, i: int) -> bool:
    return view.kind(i) in _GROUPS | _BODIES and view.entity(i) is not None


def _fact(view: View, role: int, org: int) -> _Fact | None:
    tree = view.tree
    lemma, kind = tree.lemma[role], view.kind(org)
    former = any(tree.lower[c] in ("former", "ex", "late", "ousted", "slain", "outgoing") for c in tree.kids[role])
    former = former or any(
        tree.lower[c] in ("former", "ex", "late", "slain") for c in tree.kids[tree.head[role]] if c < role
    )
    score = 2.0 if former else 5.0
    singular = tree.tag[role] in ("NN", "NNP")
    if not singular:
        return None
    plain = not any(
        tree.lower[c] in ("deputy", "vice", "local", "regional", "senior", "opposition", "party", "tribal")
        for c in tree.kids[role]
    )
    if any(prep == "of" and o != org and not view.entity(o) for prep, o in tree.preps(role)):
        plain = False  # "the company's head of communications"
    if lemma == "commander" and not _the(view, role, org):
        lemma = "member"  # one commander of many
    if lemma in _LEADS and kind in _GROUPS | {"SecurityForce"} and plain and view.kind(org) != "State":
        return _Fact("LEADS", org, "title", score)
    if lemma in _OFFICE and kind in _BODIES and lemma not in ("deputy",):
        return _Fact("HOLDS_OFFICE", org, "title", score)
    if (lemma in _MEMBER or lemma in _LEADS) and kind in _GROUPS | {"SecurityForce"}:
        return _Fact("MEMBER_OF", org, "title", score)
    return None

"""To whom it is done: every word that may be the second end of a frame, with a rank; the lowest rank wins."""

from typing import NamedTuple

from loaders.extract.senses import Reading, direct_object, passive
from loaders.extract.view import View

_OTHER_TIMES = frozenset({"since", "until", "during", "after", "before", "following", "despite", "amid"})
LOCAL = frozenset({"in", "at", "near", "inside", "outside", "around", "along", "within", "throughout", "across", "off"})
_COMMON = frozenset(
    {"with", "against", "on", "to", "toward", "towards", "from", "of", "for", "upon", "over", "into", "between"}
)
_REFLEXIVE = frozenset({"its", "his", "her", "their", "our", "my"})
_OWN_FORCES = frozenset({"deploy", "withdraw", "arrest"})


GOVERNED = 2.9
"""Least rank of a target that belongs to the act under an operator and not to the operator itself."""


class Target(NamedTuple):
    """A candidate: its head token, rank (lower is better), the way that led there and the preposition used last."""

    rank: float
    token: int
    way: str  # object | dative | possessor | noun | verb | complement | participle | inner | near
    prep: str = ""


def targets_of(view: View, reading: Reading, subject: int | None) -> list[Target]:
    """All candidates for the second end, best first. Places after in, at, near are left to `place_of` unless the frame takes them."""
    tree, frame = view.tree, reading.frame
    verb = reading.trigger
    found: list[Target] = []
    obj = direct_object(view, verb)
    noun = reading.noun
    if reading.how == "nominal":
        found += _under_noun(view, reading, verb, 1.2)
    elif reading.how == "phrase":
        if noun is not None:
            found += _under_noun(view, reading, noun, 1.8)
        found += _under_verb(view, reading, verb)
    else:
        dative = tree.first(verb, "dative")
        if dative is not None and tree.pos[dative] != "ADP" and dative != obj and view.actor(dative):
            found.append(Target(0.0, dative, "dative"))
        if obj is not None and _is_part_of_verb(view, reading, obj):
            behind = [*tree.preps(verb), *tree.preps(obj)]
            found += [
                Target(1.0, o, "object", prep) for prep, o in behind if prep in ("to", "with", "from") and o > obj
            ]
        elif obj is not None:
            found += _of_object(view, reading, obj)
        found += _under_verb(view, reading, verb)
        if "transfer" in frame.tags:
            found += _beneficiaries(view, reading)
        if "complement" in frame.object:
            said_of = complement_subjects(view, verb)
            found += [t for t in said_of if "attitude" not in frame.tags or tree.pos[t.token] != "PRON"]
    kept = [
        t
        for t in found
        if t.token not in (subject, noun if reading.how == "phrase" else None)
        and not _own(view, t.token, subject, frame.name)
    ]
    return sorted(kept, key=lambda t: (t.rank, t.token))


def _is_part_of_verb(view: View, reading: Reading, obj: int) -> bool:
    """ "set fire to": the noun belongs to the verb, which is done to what follows."""
    word = view.tree.lower[obj]
    entries = view.lex.verbs.get(view.tree.lemma[reading.trigger], ())
    return any(frame is reading.frame and word in rest for rest, frame in entries)


def _own(view: View, token: int, subject: int | None, frame: str) -> bool:
    """ "its forces", "himself": the doer's own, never a target of his."""
    tree = view.tree
    if tree.lower[token].endswith(("self", "selves")):
        return True
    return (
        subject is not None
        and any(tree.lower[c] in _REFLEXIVE for c in tree.children(token, "poss"))
        and tree.lemma[token]
        in (
            "force",
            "troop",
            "army",
            "man",
            "soldier",
            "citizen",
            "national",
            "ambassador",
            "envoy",
            "self",
            "staff",
            "own",
            "arm",
            "weapon",
            "border",
            "seat",
            "leader",
            "people",
        )
    )


def _of_object(view: View, reading: Reading, obj: int) -> list[Target]:
    tree, frame = view.tree, reading.frame
    found: list[Target] = []
    carrier = reading.noun if reading.noun is not None else None
    if carrier is not None:
        base = 1.2 if reading.how == "light" else 1.8
        found += _under_noun(view, reading, carrier, base)
        for other in tree.conjuncts(carrier)[1:]:
            found += _under_noun(view, reading, other, base + 0.4)
        if carrier != obj:
            found += _under_noun(view, reading, obj, base + 0.3)
        for noun in {carrier, obj}:
            found += _participles(view, reading, noun)
        owner = tree.first(carrier, "poss")
        if owner is not None and tree.lower[owner] not in _REFLEXIVE and frame.plover != "SUPPORT":
            found.append(Target(1.9, owner, "possessor"))
        elif "attitude" in frame.tags or frame.name in ("ease", "cut_off", "accept", "cancel"):
            owner = view.possessor(carrier)
            if owner is not None and tree.lower[owner] not in _REFLEXIVE:
                found.append(Target(2.4, owner, "possessor"))
        for clause in tree.children(carrier, "acl", "relcl"):
            for _, o in tree.preps(clause):
                if tree.dep[clause] == "acl" and view.level(o) >= 2:
                    found.append(Target(3.2, o, "noun"))
        return found
    level = view.level(obj)
    takes = "object" in frame.object or frame.turned
    if ("attitude" in frame.tags or frame.predicate == "BLAMES_ACCUSES") and level < 2:
        found += _attitude(view, reading, obj)
    if takes and level >= 2:
        found += [Target(1.0, t, "object") for t in _listed(view, obj)]
    elif takes and level == 1:
        found.append(Target(1.5, obj, "object"))
    elif takes and (
        "physical" in frame.tags
        or frame.plover in ("ASSAULT", "COERCE", "PROTEST", "ACCUSE", "REJECT", "SUPPORT")
        or frame.plover is None
    ):
        found.append(Target(1.7 if view.place(obj) else 2.6, obj, "object"))
    if "physical" in frame.tags and level < 2 and not view.named(obj):
        found += [Target(1.4, o, "possessor") for o in _armed_owner(view, obj)]
    found += _under_noun(view, reading, obj, 1.8 if level < 2 else 3.4)
    found += _participles(view, reading, obj)
    return found


def _armed_owner(view: View, noun: int) -> list[int]:
    """The group or force whose bases, hideouts or convoys they are: an attack on them is one on it."""
    tree = view.tree
    owner = view.possessor(noun)
    owners = [owner] if owner is not None else []
    owners += [o for prep, o in tree.preps(noun) if prep == "of"]
    for clause in tree.children(noun, "acl", "relcl"):
        if tree.lemma[clause] in ("belong", "use", "hold", "occupy", "run", "control"):
            owners += [o for prep, o in tree.preps(clause) if prep in ("to", "by")]
    return [o for o in owners if view.kind(o) in ("ArmedGroup", "SecurityForce")][:1]


def _listed(view: View, obj: int) -> list[int]:
    """The object, or what it counts ("dozens of rebels" stays the number's phrase)."""
    return [obj]


def _attitude(view: View, reading: Reading, obj: int) -> list[Target]:
    """Whose decision, plan or remarks are judged: possessor, "by X", "from X", nationality. A deed stays the target itself."""
    tree = view.tree
    found: list[Target] = []
    lemma = tree.lemma[obj]
    owner = tree.first(obj, "poss")
    if lemma in view.lex.nouns and view.lex.nouns[lemma].plover == "ASSAULT" and owner is None:
        # a killing without a named doer is condemned itself, never its victim
        return [Target(1.1, obj, "event")]
    if owner is not None and tree.lower[owner] not in _REFLEXIVE:
        found.append(Target(0.8, owner, "possessor"))
    for prep, o in tree.preps(obj):
        if prep in ("by", "from") and view.actor(o):
            found.append(Target(0.9, o, "possessor", prep))
    if not found:
        found += [
            Target(1.0, c, "possessor")
            for c in tree.kids[obj]
            if tree.dep[c] in ("compound", "amod", "nmod") and tree.ent[c] in ("GPE", "NORP", "ORG", "PERSON")
        ]
    return found


def _under_noun(view: View, reading: Reading, noun: int, base: float, depth: int = 0) -> list[Target]:
    """Actors after prepositions on a noun, and deeper: "a ban on the operations of X"."""
    tree, frame = view.tree, reading.frame
    found: list[Target] = []
    for prep, o in tree.preps(noun):
        if o == noun or prep in ("since", "until", "during", "after", "before", "despite", "by", "amid", "following"):
            continue
        rank = base + 0.6 * depth
        if prep not in frame.object:
            rank += 2.0 if prep in _COMMON else 2.6
        local = prep in LOCAL and prep not in frame.object
        if local:
            if view.level(o) < 2 or view.place(o):
                continue
            rank += 1.7
        level = view.level(o)
        if level >= 2 or ("physical" in frame.tags and view.place(o)):
            found.append(Target(rank, o, "noun", prep))
        elif level == 1:
            found.append(Target(rank + 0.3, o, "noun", prep))
            found += _owner(view, o, rank + 0.4, prep)
        elif tree.pos[o] in ("NOUN", "PROPN") or (tree.pos[o] == "PRON" and view.entity(o) is not None):
            found += _owner(view, o, rank + 0.3, prep)
            if "economic" in frame.tags or frame.predicate == "WARNS":
                found.append(Target(rank + 1.0, o, "noun", prep))
        if depth < 2 and level < 2 and tree.pos[o] in ("NOUN", "VERB", "PROPN"):
            found += _under_noun(view, reading, o, base, depth + 1)
        elif depth < 2 and tree.pos[o] == "VERB":
            inner = direct_object(view, o)
            if inner is not None and view.level(inner) >= 2:
                found.append(Target(rank + 0.9, inner, "noun", prep))
    return found


def _owner(view: View, noun: int, rank: float, prep: str) -> list[Target]:
    owner = view.possessor(noun)
    if owner is None or view.tree.lower[owner] in _REFLEXIVE:
        return []
    return [Target(rank, owner, "possessor", prep)]


def _participles(view: View, reading: Reading, noun: int) -> list[Target]:
    """ "sanctions imposed on X", "assistance destined for X"."""
    tree = view.tree
    found: list[Target] = []
    for clause in tree.children(noun, "acl", "relcl"):
        for prep, o in tree.preps(clause):
            if prep in _COMMON and view.level(o) >= 2:
                found.append(Target(2.2 if tree.tag[clause] == "VBN" else 3.0, o, "participle", prep))
        if tree.tag[clause] == "VBG" or any(tree.lower[c] == "to" for c in tree.kids[clause]):
            inner = direct_object(view, clause)
            if inner is not None and view.level(inner) >= 2:
                found.append(Target(3.3, inner, "inner"))
    return found


def _under_verb(view: View, reading: Reading, verb: int) -> list[Target]:
    tree, frame = view.tree, reading.frame
    found: list[Target] = []
    for prep, o in tree.preps(verb):
        if prep == "by" and passive(view, verb):
            continue
        if prep in (
            "since",
            "until",
            "during",
            "after",
            "before",
            "despite",
            "amid",
            "following",
            "under",
            "by",
            "as",
            "like",
            "due",
            "because",
            "than",
            "without",
            "through",
        ):
            continue
        transfer = "transfer" in frame.tags and prep == "to"
        rank = 0.5 if transfer else 2.3
        if prep not in frame.object:
            rank += 2.0 if prep in _COMMON else 2.6
        if prep in LOCAL and prep not in frame.object:
            if view.level(o) < 3 or view.place(o):
                continue
            rank += 1.7
        level = view.level(o)
        if "physical" in frame.tags and level < 2 and prep in frame.object:
            found += [Target(rank - 0.1, x, "possessor", prep) for x in _armed_owner(view, o)]
        if level >= 2 or ("physical" in frame.tags and view.place(o) and prep in frame.object):
            found.append(Target(rank, o, "verb", prep))
        elif level == 1 and tree.pos[o] != "VERB":
            found.append(Target(rank + 0.3, o, "verb", prep))
            found += _owner(view, o, rank + 0.4, prep)
        elif tree.pos[o] in ("NOUN", "PROPN") or (tree.pos[o] == "PRON" and view.entity(o) is not None):
            found += _owner(view, o, rank + 0.5, prep)
            found += [t._replace(rank=t.rank + 0.6) for t in _under_noun(view, reading, o, rank, 1)]
            if "economic" in frame.tags or frame.predicate == "WARNS":
                found.append(Target(rank + 0.8, o, "verb", prep))
        elif tree.pos[o] == "VERB":
            inner = direct_object(view, o)
            if inner is not None and view.level(inner) >= 2:
                found.append(Target(rank + 0.9, inner, "inner", prep))
    return found


_BENEFITS = frozenset({"help", "assist", "support", "address", "benefit", "feed", "aid", "reach", "serve"})


def _beneficiaries(view: View, reading: Reading) -> list[Target]:
    """Whom help is for: "gave $2 million to help the flood victims", "projects which benefit refugees"."""
    tree = view.tree
    obj = direct_object(view, reading.trigger)
    bases = [
        reading.trigger,
        *([obj] if obj is not None else []),
        *([reading.noun] if reading.noun is not None else []),
    ]
    found: list[Target] = []
    for base in dict.fromkeys(bases):
        for clause in tree.children(base, "advcl", "acl", "xcomp", "relcl"):
            if tree.lemma[clause] not in _BENEFITS:
                continue
            inner = direct_object(view, clause)
            below = tree.first(clause, "ccomp")
            if inner is None and below is not None:
                inner = tree.first(below, "nsubj")
            if inner is None:
                continue
            if view.level(inner) >= 2:
                found.append(Target(3.0, inner, "inner"))
            else:
                found += [t._replace(rank=t.rank + 1.4, way="inner") for t in _under_noun(view, reading, inner, 1.8, 1)]
    return found


def complement_subjects(view: View, verb: int) -> list[Target]:
    """The subject of the clause that says what is asked or warned of."""
    tree = view.tree
    found: list[Target] = []
    for clause in tree.children(verb, "ccomp", "xcomp", "advcl", "acl"):
        if tree.dep[clause] == "advcl" and not any(tree.lower[c] == "to" for c in tree.children(clause, "aux")):
            continue  # "while X …" is asked of nobody
        subject = tree.first(clause, "nsubj", "nsubjpass")
        if subject is not None and view.actor(subject) and tree.lower[subject] not in ("who", "which", "that", "it"):
            found.append(Target(1.6 if tree.dep[clause] == "ccomp" else 1.7, subject, "complement"))
    return found


def nearest_actor(view: View, verb: int, subject: int | None) -> Target | None:
    """Last resort: the nearest named actor or role noun below the trigger that is in no clause of its own."""
    tree = view.tree
    _low, high = tree.span(verb)
    best: Target | None = None
    for i in range(verb + 1, high):
        if _in_other_clause(view, i, verb) or (
            i == subject
            or view.level(i) < 2
            or tree.pos[i] == "PRON"
            or tree.dep[i] in ("nsubj", "nsubjpass", "poss", "compound", "amod", "appos", "conj")
        ):
            continue
        rank = (
            4.5
            + 0.1 * (i - verb)
            + (1.7 if tree.dep[tree.head[i]] == "prep" and tree.lower[tree.head[i]] in LOCAL else 0.0)
        )
        if best is None or rank < best.rank:
            best = Target(rank, i, "near")
    return best


def _in_other_clause(view: View, i: int, verb: int) -> bool:
    """True if an adverbial, relative or conjoined clause stands between the verb and token i."""
    tree = view.tree
    while i != verb:
        if tree.lower[i] == "according":
            return True
        if tree.pos[i] in ("VERB", "AUX") and tree.dep[i] in ("advcl", "relcl", "conj", "parataxis", "acl"):
            return True
        if tree.head[i] == i:
            return False
        i = tree.head[i]
    return False


def place_of(view: View, verb: int, noun: int | None, obj: int | None) -> int | None:
    """The place after in, at, near … of the trigger, its event noun or its object; None when the words give none."""
    tree = view.tree
    for base in (noun, verb, obj):
        if base is None:
            continue
        for prep, o in tree.preps(base):
            if prep in LOCAL:
                if _is_place(view, o):
                    return o
                # "in parts of Kashmir", "in the north of the country"
                inner = next((x for p, x in tree.preps(o) if p in ("of", "between") and _is_place(view, x)), None)
                if inner is not None:
                    return inner
    for base in (noun, verb, obj):
        if base is None:
            continue
        for outer, o in tree.preps(base):
            if outer in _OTHER_TIMES:
                continue  # "since the attacks in New York"
            for prep, inner in tree.preps(o):
                if prep in LOCAL and _is_place(view, inner):
                    return inner
    return None


def _is_place(view: View, i: int) -> bool:
    mention = view.mention(i)
    if mention is not None and mention.kind is not None:
        return mention.kind in ("Place", "State")
    return view.tree.ent[i] in ("GPE", "LOC", "FAC")

"""Which frame a verb, a light verb with its noun, or a predicate phrase has in its sentence."""

from typing import NamedTuple

from loaders.extract.frames import Frame, Sense
from loaders.extract.view import View

_TIMES = frozenset(
    ["day", "time", "year", "month", "week", "moment", "way", "reason", "place", "point", "night", "hour", "morning"]
)
_PARTICLES = ("prt", "advmod", "prep", "agent", "dative")


class Reading(NamedTuple):
    """A frame with the words that say it: the verb (or adjective), and the event noun where a light verb carries it."""

    frame: Frame
    trigger: int
    noun: int | None
    how: str  # verb | sense | particle | light | phrase | nominal


def passive(view: View, verb: int) -> bool:
    """True if what the verb is done to is its grammatical subject, or the noun that a past participle hangs on."""
    tree = view.tree
    if any(tree.dep[c] in ("nsubjpass", "auxpass") for c in tree.kids[verb]):
        return True
    if tree.tag[verb] == "VBN" and tree.dep[verb] in ("acl", "amod", "advcl"):
        return not any(tree.dep[c] in ("aux", "nsubj") for c in tree.kids[verb])
    if (
        tree.tag[verb] == "VBN"
        and tree.dep[verb] == "conj"
        and not any(tree.dep[c] in ("aux", "nsubj", "dobj") for c in tree.kids[verb])
    ):
        return passive(view, tree.head[verb])
    return False


def direct_object(view: View, verb: int, depth: int = 0) -> int | None:
    """What the verb is done to: its object, the subject of a passive, the noun of a participle or relative clause."""
    tree = view.tree
    obj = tree.first(verb, "dobj")
    if obj is None and tree.first(verb, "nsubjpass") is None and (dat := tree.first(verb, "dative")) is not None:
        obj = dat if tree.pos[dat] not in ("ADP",) else None
    if obj is None and (clause := tree.first(verb, "ccomp")) is not None:
        # "found her guilty", "convicted the bank to pay": the object is read as the subject of a small clause
        inner = tree.first(clause, "nsubj")
        small = (
            tree.pos[clause] == "ADJ"
            or tree.tag[clause] == "VBG"
            or tree.lemma[clause] in ("free", "go")
            or any(tree.lower[c] == "to" for c in tree.children(clause, "aux"))
        )
        if inner is not None and inner > verb and small and tree.first(clause, "mark") is None:
            return inner
    if obj is not None and obj != verb:
        if tree.lower[obj] in ("that", "which", "who", "whom") and tree.dep[verb] == "relcl":
            return tree.head[verb]
        return obj
    if passive(view, verb):
        own = tree.first(verb, "nsubjpass")
        if own is not None:
            if tree.lower[own] not in ("that", "which", "who"):
                return own
            clause = verb
            if tree.dep[clause] == "ccomp" and tree.dep[tree.head[clause]] == "relcl":
                clause = tree.head[clause]  # "which X says is backed by Y"
            return tree.head[clause] if tree.dep[clause] == "relcl" else own
        if tree.dep[verb] in ("acl", "amod"):
            return tree.head[verb]
        if (
            tree.dep[verb] in ("conj", "advcl", "xcomp", "ccomp")
            and depth < 4
            and tree.pos[tree.head[verb]] in ("VERB", "AUX")
        ):
            head = tree.head[verb]
            if tree.dep[verb] == "advcl" and (beside := _beside(view, verb, head)) is not None:
                return beside
            if passive(view, head) or tree.dep[verb] != "conj":
                above = tree.first(head, "nsubjpass", "nsubj")
                return above if above is not None else direct_object(view, head, depth + 1)
            if tree.first(verb, "auxpass") is not None:
                return tree.first(head, "nsubj")  # "X closed its offices and is linked to Y"
        return None
    if tree.dep[verb] == "relcl" and tree.first(verb, "nsubj") is not None and _gap(view, verb):
        # "the man they accused": the antecedent is the object when the clause lacks one
        subject = tree.first(verb, "nsubj")
        if subject is not None and tree.lower[subject] not in ("who", "which", "that"):
            return tree.head[verb]
    return _shared_object(view, verb, depth)


def _beside(view: View, participle: int, head: int) -> int | None:
    """ "executed spies accused of …": without a comma between, the participle tells of the object before it."""
    tree = view.tree
    obj = tree.first(head, "dobj")
    if obj is None or not head < obj < participle or tree.tag[participle] != "VBN":
        return None
    return obj if all(tree.text[i] not in (",", "--", "—") for i in range(obj, participle)) else None


def _shared_object(view: View, verb: int, depth: int) -> int | None:
    """ "arms and funds the movement": a verb that takes an object, joined at once to one that has it, shares it."""
    tree = view.tree
    entries = view.lex.verbs.get(tree.lemma[verb], ())
    if depth > 3 or not any(not rest and frame.object[:1] == ("object",) for rest, frame in entries):
        return None
    following = tree.first(verb, "conj")
    if following is None or tree.pos[following] != "VERB" or tree.first(following, "nsubj", "aux") is not None:
        return None
    joined = all(tree.dep[i] in ("cc", "punct", "advmod") for i in range(verb + 1, following))
    return direct_object(view, following, depth + 1) if joined else None


def _gap(view: View, verb: int) -> bool:
    """True if a relative clause lacks its object: no "when" or "where" opens it and its head names no time or way."""
    tree = view.tree
    if any(tree.lower[c] in ("when", "where", "why", "how") for c in tree.kids[verb]):
        return False
    if tree.first(verb, "ccomp", "xcomp") is not None:
        return False
    return tree.ent[tree.head[verb]] not in ("DATE", "TIME") and tree.lemma[tree.head[verb]] not in _TIMES


def particles(view: View, verb: int) -> set[str]:
    """Particles, adverbs and prepositions of the verb, in lower case."""
    tree = view.tree
    found: set[str] = set()
    obj = tree.first(verb, "dobj")
    if obj is not None:
        found.update(tree.lower[c] for c in tree.children(obj, "prep") if tree.lower[c] in _SHIFTING)
    for c in tree.kids[verb]:
        if tree.dep[c] in _PARTICLES and not _dates(view, c):
            found.add(tree.lower[c])
            if tree.dep[c] in ("prep", "prt", "advmod"):
                found.update(tree.lower[g] for g in tree.kids[c] if tree.dep[g] in ("prep", "prt"))
    return found


def _dates(view: View, prep: int) -> bool:
    """ "on Tuesday" says when, not what the verb means."""
    inner = view.tree.first(prep, "pobj")
    return view.tree.dep[prep] == "prep" and inner is not None and view.tree.ent[inner] in ("DATE", "TIME")


# Prepositions that the parser hangs on the object as often as on the verb.
_SHIFTING = frozenset({"as", "to", "into", "with"})


def _all_preps(view: View, verb: int, sense: Sense) -> list[tuple[str, int]]:
    """Prepositional phrases of the verb, and an "as" phrase that the parser hung on its object."""
    found = list(view.tree.preps(verb))
    obj = view.tree.first(verb, "dobj")
    if obj is not None:
        found += [(p, o) for p, o in view.tree.preps(obj) if p in _SHIFTING]
    return found


def _holds(view: View, sense: Sense, verb: int, obj: int | None, subject: int | None, around: set[str]) -> bool:
    if sense.with_ and not any(w in around for w in sense.with_):
        return False
    if sense.object and not any(view.fits(obj, c, verb) for c in sense.object):
        return False
    if sense.subject and not any(view.fits(subject, c, verb) for c in sense.subject):
        return False
    if sense.passive is not None and passive(view, verb) != sense.passive:
        return False
    if sense.with_object and not any(
        (not sense.with_ or prep in sense.with_) and any(view.fits(o, c, verb) for c in sense.with_object)
        for prep, o in _all_preps(view, verb, sense)
    ):
        return False
    if sense.oprd:
        tree = view.tree
        named = [tree.lemma[c] for c in tree.kids[verb] if tree.dep[c] in ("oprd", "acomp", "ccomp", "xcomp", "amod")]
        named += [
            tree.lemma[g]
            for c in tree.children(verb, "ccomp", "dobj")
            for g in tree.kids[c]
            if tree.dep[g] in ("amod", "acomp")
        ]
        if "any" in sense.oprd:
            return any(tree.dep[c] == "oprd" for c in tree.kids[verb])
        return any(name in sense.oprd for name in named)
    return True


_OWN_FORCES = frozenset(
    {
        "troops",
        "force_noun",
        "peacekeepers",
        "observers",
        "base_noun",
        "envoy",
        "military_presence",
        "warship",
        "police",
    }
)
# What is fired is not what is fired at.
_MEANS = frozenset({"weapon", "shot", "fire_noun"})
_MOVES = frozenset({"deploy", "deploy_peace", "withdraw", "cut_off", "recall"})
_CARRYING = frozenset({"protest", "cut_off", "ease", "reject", "accept", "demand", "cancel", "restrict", "ties"})


def _is_carrier(view: View, frame: Frame, obj: int | None) -> bool:
    """True if the object only carries the act ("lift sanctions on X"), so that the other end stands below it."""
    if obj is None:
        return False
    if view.tree.lemma[obj] == "state":
        return True  # "a state of emergency"
    if "physical" in frame.tags and "object" in frame.object and view.lex.in_group(view.tree.lemma[obj], "facility"):
        return False  # "seized a base": the base itself
    if "object" not in frame.object or view.tree.lemma[obj] in view.lex.nouns:
        return True
    return frame.name in _CARRYING and not view.place(obj)


def read_verb(view: View, verb: int, subject: int | None) -> Reading | None:
    """The frame of a verb in its sentence; None when it carries no relation of ours in this sense."""
    tree, lex = view.tree, view.lex
    lemma = tree.lemma[verb]
    known = lex.verbs.get(lemma)
    told = lex.senses.get(lemma)
    light = lemma in lex.light
    if known is None and told is None and not light and lemma not in _TAKES_PART:
        return None
    obj = direct_object(view, verb)
    around = particles(view, verb)
    for sense in told or ():
        if _holds(view, sense, verb, obj, subject, around):
            if sense.frame is None:
                return None
            frame = lex.frames[sense.frame]
            noun = None
            if sense.object and obj is not None:
                own = sense.frame in _MOVES and bool(_OWN_FORCES & set(sense.object))
                own = own or (
                    sense.frame in ("attack", "fight") and set(sense.object) <= _MEANS and not view.named(obj)
                )
                own = own or "sympathy" in sense.object
                noun = obj if own or (view.carries(obj) and _is_carrier(view, frame, obj)) else None
            return Reading(frame, verb, noun, "sense")
    for rest, frame in known or ():
        if rest and _follows(view, verb, rest, around, obj):
            return Reading(frame, verb, None, "particle")
    if light and obj is not None:
        found = event_noun(view, obj)
        if found is not None:
            return Reading(found[1], verb, found[0], "light")
    if lemma in _TAKES_PART:
        for prep, o in tree.preps(verb):
            if prep == "in" and (found := event_noun(view, o)) is not None and found[1].plover in _JOINABLE:
                return Reading(found[1], verb, found[0], "light")
    for rest, frame in known or ():
        if not rest:
            return Reading(frame, verb, None, "verb")
    return None


# "took part in the attack", "participated in a hunger strike"
_TAKES_PART = frozenset({"participate", "engage"})
_JOINABLE = frozenset({"ASSAULT", "PROTEST", "CONSULT", "COOPERATE"})


def event_noun(view: View, obj: int) -> tuple[int, Frame] | None:
    """The event noun that an object names, with its frame: itself, under "a series of", or before "effort"."""
    tree, lex = view.tree, view.lex
    if tree.lemma[obj] in lex.nouns and tree.pos[obj] in ("NOUN", "PROPN", "VERB"):
        return obj, lex.nouns[tree.lemma[obj]]
    if tree.lemma[obj] in _SERIES:
        for prep, o in tree.preps(obj):
            if prep == "of" and tree.lemma[o] in lex.nouns:
                return o, lex.nouns[tree.lemma[o]]
    if tree.lemma[obj] in ("effort", "bid", "drive", "campaign"):
        for c in tree.children(obj, "compound"):
            if tree.lemma[c] in lex.nouns:
                return obj, lex.nouns[tree.lemma[c]]
    if tree.pos[obj] == "NUM":
        return None
    other = next((c for c in tree.conjuncts(obj)[1:] if tree.lemma[c] in lex.nouns), None)
    return (other, lex.nouns[tree.lemma[other]]) if other is not None else None


_SERIES = frozenset(
    ["series", "wave", "number", "round", "spate", "string", "dozen", "campaign", "type", "kind", "lot", "act"]
)


def _follows(view: View, verb: int, rest: tuple[str, ...], around: set[str], obj: int | None) -> bool:
    """Are the further words of a multi-word entry there? Nouns among them may be the verb's object or under a preposition."""
    tree = view.tree
    for word in rest:
        if word in around:
            continue
        if obj is not None and tree.lemma[obj] == word:
            continue
        if any(tree.lemma[o] == word for _, o in tree.preps(verb)):
            continue
        if any(
            tree.lemma[c] == word and tree.dep[c] in ("acomp", "oprd", "xcomp", "advmod", "ccomp")
            for c in tree.kids[verb]
        ):
            continue
        if obj is not None and any(p == word for p, _ in tree.preps(obj)):
            continue
        return False
    return True


def _phrase_keys(view: View, c: int) -> list[str]:
    """The predicate's own word, and what modifies it: "a splinter group of"."""
    tree = view.tree
    return [tree.lemma[c], *(tree.lemma[g] for g in tree.kids[c] if tree.dep[g] in ("compound", "amod"))]


def _present_in(view: View, verb: int) -> bool:
    """ "The group is not in X": an armed group as subject, a place after in, and nothing else said of it."""
    tree = view.tree
    subject = tree.first(verb, "nsubj")
    if subject is None or view.kind(subject) != "ArmedGroup" or tree.first(verb, "attr", "acomp") is not None:
        return False
    return any(p in ("in", "inside", "within") and view.kind(o) in ("Place", "State") for p, o in tree.preps(verb))


def _for_a_deed(view: View, verb: int, adjective: int) -> bool:
    """ "responsible for the attack", "for dozens of deaths"; not "responsible for the group's operations", "for reform"."""
    tree = view.tree
    for base in (adjective, verb):
        for prep, o in tree.preps(base):
            if prep != "for":
                continue
            below = [o, *(x for p, x in tree.preps(o) if p == "of")]
            for i in (j for b in below for j in tree.conjuncts(b)):
                frame = view.lex.nouns.get(tree.lemma[i]) or next(
                    (f for rest, f in view.lex.verbs.get(tree.lemma[i], ()) if not rest), None
                )
                force = (
                    frame is not None
                    and frame.plover == "ASSAULT"
                    and tree.first(i, "poss") is None
                    and tree.lemma[i] != "operation"
                )
                if force or tree.lemma[i] in ("death", "explosion", "disappearance", "violence", "atrocity", "crime"):
                    return True
    return False


def read_phrase(view: View, verb: int) -> Reading | None:
    """The frame of a copula with its predicate: "is responsible for", "remain on alert", "was a member of"."""
    tree, lex = view.tree, view.lex
    if _present_in(view, verb):
        return Reading(lex.frames["operate"], verb, None, "phrase")
    for c in tree.kids[verb]:
        if tree.dep[c] in ("acomp", "attr", "advmod", "oprd"):
            around = {p for p, _ in tree.preps(c)} | {p for p, _ in tree.preps(verb)}
            for key in _phrase_keys(view, c):
                for prep, frame in lex.adjectives.get(key, ()):
                    if frame.name == "responsible" and not _for_a_deed(view, verb, c):
                        continue
                    if not prep or prep in around:
                        return Reading(frame, verb, c, "phrase")
        if tree.dep[c] == "prep":
            for _, o in tree.preps(verb):
                if found := lex.adjectives.get(f"{tree.lower[c]} {tree.lemma[o]}"):
                    return Reading(found[0][1], verb, o, "phrase")
            if tree.lower[c] == "behind" and "behind" in lex.adjectives:
                return Reading(lex.adjectives["behind"][0][1], verb, c, "phrase")
    return None

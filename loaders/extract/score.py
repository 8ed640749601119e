"""How far an event can be trusted: gates that keep it off the edges, and an additive score of signals (extraction, not truth)."""

from typing import NamedTuple

from loaders.extract.frames import Frame
from loaders.extract.senses import Reading
from loaders.extract.subjects import Subject
from loaders.extract.targets import GOVERNED, LOCAL, Target
from loaders.extract.view import PRONOUNS, View

_CAREFUL = frozenset({"AGREE", "AID", "CONCEDE", "RETREAT", "SANCTION", "MOBILIZE", "THREATEN"})
_UNREAL = frozenset({"if", "may", "can", "would", "must", "question", "purpose", "want", "seem", "ask", "stop"})
_TOLD = frozenset({"announce", "declare", "see", "prepare", "face", "repeat"})
_GIVING = frozenset({"HARBORS", "AIDS", "ARMS_TRAINS", "FUNDS_SPONSORS"})
_RANK_AND_FILE = frozenset({"member", "soldier", "officer", "fighter", "militant", "supporter", "operative", "guard"})
_ARMED = frozenset({"ArmedGroup", "SecurityForce"})


class Verdict(NamedTuple):
    """The score and the signals that made it; signals that begin with `gate:` keep the event out of the tier of edges."""

    score: float
    notes: tuple[str, ...]


def judge(
    view: View,
    frame: Frame,
    reading: Reading,
    subject: Subject,
    target: Target | None,
    operators: tuple[str, ...],
    plover: str | None,
) -> Verdict:
    """Score one event from what is known about its parts."""
    notes: list[tuple[str, float]] = []
    notes += _ends(view, frame, subject, target, operators)
    notes += _shape(view, frame, reading, subject, target, operators, plover)
    notes += _distance(view, reading, subject, target)
    notes += [(f"gate:{name}", -3.0) for name in gates(view, frame, reading, subject, target, operators)]
    return Verdict(sum(points for _, points in notes), tuple(name for name, _ in notes))


def named(view: View, i: int | None) -> bool:
    """True if the words, or what they were linked to, say who is meant."""
    return i is not None and (view.named(i) or view.entity(i) is not None)


def _ends(
    view: View, frame: Frame, subject: Subject, target: Target | None, operators: tuple[str, ...]
) -> list[tuple[str, float]]:
    source = named(view, subject.token)
    other = target is not None and named(view, target.token)
    found: list[tuple[str, float]] = []
    if source and other:
        found.append(("both ends named", 2.0))
    elif source:
        found.append(("source named", 1.0))
    giving = "transfer" in frame.tags or "speech" in frame.tags or frame.predicate in _GIVING
    addressed = target is not None and target.prep == "to" and giving
    if target is not None and (target.way in ("object", "dative", "complement") or addressed):
        found.append(("target is object or addressee", 2.0))
    if subject.way in ("own", "agent") or (subject.way == "control" and operators[-1:] == ("accuse",)):
        found.append(("own subject or agent", 1.0))
    if subject.token is not None:
        if view.tree.lower[subject.token] in PRONOUNS:
            found.append(("pronoun subject", -2.0 if view.entity(subject.token) is None else -1.0))
        elif _bare_plural(view, subject.token):
            found.append(("bare plural source", -1.0))
    if target is not None:
        if _bare_plural(view, target.token):
            found.append(("bare plural target", -2.0))
        if view.tree.lower[target.token] in PRONOUNS and view.entity(target.token) is None:
            found.append(("pronoun target", -2.0))
    return found


def _bare_plural(view: View, i: int) -> bool:
    tree = view.tree
    return (
        tree.tag[i] == "NNS"
        and not named(view, i)
        and not any(tree.dep[c] in ("det", "poss", "nummod", "compound", "amod") for c in tree.kids[i])
    )


def _shape(
    view: View,
    frame: Frame,
    reading: Reading,
    subject: Subject,
    target: Target | None,
    operators: tuple[str, ...],
    plover: str | None,
) -> list[tuple[str, float]]:
    tree = view.tree
    trigger = reading.trigger
    found: list[tuple[str, float]] = []
    if "ambiguous" not in frame.tags and reading.how in ("verb", "particle", "sense"):
        found.append(("unambiguous verb", 1.0))
    if tree.dep[trigger] in ("ROOT", "ccomp"):
        found.append(("main or reported clause", 1.0))
    if reading.how in ("light", "nominal"):
        found.append(("light verb", -1.0))
    if plover in _CAREFUL:
        found.append(("class often wrong", -1.0))
    if target is not None and target.way == "reciprocal":
        found.append(("reciprocal", -1.0))
    if operators and operators != ("accuse",) and frame.plover != "REQUEST":
        found.append(("operator", -1.0))
    if "attempt" in operators or "allege" in operators:
        found.append(("attempted or alleged", -1.0))
    if subject.way == "shared" and tree.dep[tree.first_conjunct(trigger)] == "ccomp":
        found.append(("subject shared in a reported clause", -3.0))
    if any(tree.lower[c] in view.lex.habitual for c in tree.children(trigger, "advmod")):
        found.append(("habitual", -3.0))
    if view.document.in_quotation(trigger) is not None:
        found.append(("quotation", -1.0))
    if target is not None and tree.dep[target.token] == "pcomp":
        found.append(("gerund", -2.0))
    return found


def _distance(view: View, reading: Reading, subject: Subject, target: Target | None) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    at = reading.trigger
    sentence = view.document.sentence_of(at)
    if target is not None and abs(target.token - at) > 10:
        found.append(("target far away", -1.0))
        if abs(target.token - at) > 18:
            found.append(("target very far away", -1.0))
    if subject.token is not None and abs(subject.token - at) > 22:
        found.append(("source far away", -1.0))
    if sentence.end - sentence.start > 45:
        found.append(("long sentence", -1.0))
    quotes = sum(1 for i in range(sentence.start, sentence.end) if view.tree.text[i] in ('"', "“", "”"))
    if quotes % 2:
        found.append(("odd quotation mark", -1.0))
    return found


def gates(
    view: View, frame: Frame, reading: Reading, subject: Subject, target: Target | None, operators: tuple[str, ...]
) -> list[str]:
    """Reasons why the event may not become an edge, whatever its score."""
    tree = view.tree
    found: list[str] = []
    if "loose" in frame.tags:
        found.append("relation only comes near")
    if subject.token is None or view.level(subject.token) < 2:
        found.append("source is no actor")
    if target is None:
        found.append("no target")
    else:
        found += _target_gates(view, frame, target, reading, subject)
    if subject.token is not None and tree.dep[subject.token] == "poss" and tree.pos[subject.token] == "PRON":
        found.append("possessive pronoun")
    if reading.how == "light" and tree.lemma[reading.trigger] in _TOLD and frame.plover in ("ASSAULT", "COERCE"):
        found.append("announced, not done")
    if reading.how == "operator" and tree.pos[reading.trigger] == "AUX":
        found.append("a state, not an act")
    if subject.way == "purpose":
        found.append("subject of a noun's clause")
    if subject.token is not None and _generic(view, subject.token):
        found.append("generic source")
    if frame.predicate == "ATTACKS" and subject.token is not None and _lone_politician(view, subject.token):
        found.append("a politician's attack is a quarrel")
    if frame.plover in ("ASSAULT", "COERCE") and any(
        _one_of_a_state(view, i) for i in (subject.token, target.token if target else None) if i is not None
    ):
        found.append("one person is not the state")
    if any(_one_of_many(view, i) for i in (subject.token, target.token if target else None) if i is not None):
        found.append("one member is not the body")
    if reading.how == "obliged" and target is not None and view.compatriots(subject.token, target.token, {"State"}):
        found.append("what the own state must do")
    if tree.dep[reading.trigger] in ("amod", "dep", "compound"):
        found.append("fragment")
    if view.document.sentence_of(reading.trigger).heading and _title_case(view, reading.trigger):
        found.append("heading")
    return found


def _title_case(view: View, i: int) -> bool:
    """A heading whose words are capitalised, or in which nearly every word is: the parser cannot be trusted there."""
    sentence = view.document.sentence_of(i)
    words = [view.tree.text[k] for k in range(sentence.start + 1, sentence.end) if view.tree.text[k].isalpha()]
    return bool(words) and sum(w[0].isupper() for w in words) > 0.6 * len(words)


def _target_gates(view: View, frame: Frame, target: Target, reading: Reading, subject: Subject) -> list[str]:
    found: list[str] = []
    level = view.level(target.token)
    thing = (
        frame.plover in ("SANCTION", "AID")
        or "physical" in frame.tags
        or "place" in frame.tags
        or "economic" in frame.tags
        or "attitude" in frame.tags
    )
    if level < 2 and not (thing and (view.place(target.token) or view.entity(target.token) is not None)):
        found.append("target is no actor")
    if target.way in ("near", "inner", "participle"):
        found.append("target out of reach")
    if target.prep == "from" and target.way == "noun" and frame.predicate == "RESTRICTS":
        found.append("where it comes from")
    if target.prep and target.prep not in frame.object:
        found.append("preposition")
    if (
        target.prep in LOCAL
        and target.prep not in frame.object
        and "place" not in frame.tags
        and frame.predicate not in ("INVESTS_IN", "DEPLOYS_TO")
    ):
        found.append("place, not target")
    if subject.token is not None and target.way in ("verb", "noun") and target.token < subject.token < reading.trigger:
        found.append("fronted phrase")
    if (
        frame.plover == "REQUEST"
        and target.way not in ("object", "complement", "dative")
        and target.prep
        not in (
            "on",
            "upon",
            "to",
            "from",
            "of",
        )
    ):
        found.append("not the addressee")
    if frame.name == "promise" and reading.how == "operator" and target.rank >= GOVERNED and target.way != "reciprocal":
        found.append("not the addressee")  # "promised to end the U.S. mission"
    if _generic(view, target.token):
        found.append("generic target")
    if frame.plover == "CONSULT" and view.kind(target.token) == "MediaOutlet":
        found.append("an interview")
    if (
        subject.token is not None
        and view.entity(target.token) is not None
        and view.entity(target.token) == view.entity(subject.token)
    ):
        found.append("same entity")
    return found


def _generic(view: View, i: int) -> bool:
    tree = view.tree
    if tree.lemma[i] not in view.lex.generic or view.entity(i) is not None:
        return False
    return not any(tree.dep[c] in ("compound", "amod", "poss", "nmod") and tree.ent[c] for c in tree.kids[i])


def _one_of_a_state(view: View, i: int) -> bool:
    """ "an Afghan soldier", "the former French minister": a single person, told by the nationality alone."""
    mention = view.mention(i)
    return (
        mention is not None
        and mention.kind == "State"
        and mention.facet is not None
        and view.tree.tag[i] in ("NN", "NNP")
        and view.lex.in_group(view.tree.lemma[i], "person")
    )


def _one_of_many(view: View, i: int) -> bool:
    """ "a member of the committee", "an official of the ministry"."""
    mention = view.mention(i)
    if mention is None or mention.facet is None or view.tree.tag[i] not in ("NN", "NNP") or mention.root != i:
        return False
    indefinite = any(view.tree.lower[c] in ("a", "an", "one") for c in view.tree.children(i, "det", "nummod"))
    return indefinite and view.tree.lemma[i] in _RANK_AND_FILE


def _lone_politician(view: View, i: int) -> bool:
    """One person who is no fighter: he attacks with words."""
    if view.kind(i) in _ARMED:
        return False
    tree, lex = view.tree, view.lex
    if tree.tag[i] not in ("NN", "NNP"):
        return False
    titles = {tree.lemma[c] for c in tree.kids[i] if tree.dep[c] in ("compound", "appos", "nmod")} | {tree.lemma[i]}
    if titles & lex.groups["armed"] or titles & {"gunman", "bomber", "soldier", "policeman", "man"}:
        return False
    return bool(titles & lex.groups["politician"]) or (
        view.kind(i) == "Person" and bool(titles & lex.groups["head_person"])
    )

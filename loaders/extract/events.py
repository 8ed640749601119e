"""Who does what to whom: every frame of the lexicon that a sentence holds, with its two ends, operators and score."""

from collections.abc import Iterator

from loaders.extract.document import Document, Event, Sentence
from loaders.extract.frames import Operator
from loaders.extract.operators import OMITS, asked
from loaders.extract.score import named
from loaders.extract.senses import Reading, direct_object, particles, passive, read_phrase, read_verb
from loaders.extract.spread import Act, spread
from loaders.extract.subjects import Subject, speaker_above, subject_of
from loaders.extract.targets import GOVERNED, Target, complement_subjects, nearest_actor, place_of, targets_of
from loaders.extract.view import View

# Light verbs whose subject is the one that the noun's act is done to, and the classes of acts that one undergoes.
_UNDERGOES = frozenset({"receive", "face", "suffer", "sustain", "win", "draw", "enjoy", "get"})
_SUFFERED = frozenset(
    {"ASSAULT", "COERCE", "SANCTION", "ACCUSE", "THREATEN", "REJECT", "REQUEST", "SUPPORT", "AID", "PROTEST"}
)
_OBLIGES = frozenset({"must", "should", "ought"})
_ASKING_INFINITIVE = frozenset(
    ["call", "tell", "order", "instruct", "direct", "warn", "command", "invite", "encourage", "persuade", "convince"]
)


def find_events(document: Document, view: View | None = None) -> list[Event]:
    """All events of the document in text order, unlikely ones too: their score and operators tell them apart."""
    view = view or View(document)
    found: list[Event] = []
    for sentence in document.sentences:
        found += _in_sentence(view, sentence)
    return found


def _in_sentence(view: View, sentence: Sentence) -> list[Event]:
    tree = view.tree
    used: set[int] = set()
    found: list[Event] = []
    order = sorted(range(sentence.start, sentence.end), key=lambda i: (_depth(view, i, sentence), i))
    for i in order:
        if i in used:
            continue
        if tree.pos[i] == "VERB" or (tree.pos[i] == "AUX" and tree.dep[i] not in ("aux", "auxpass")):
            for act in _acts_of_verb(view, i, used):
                found += spread(view, act)
        elif tree.pos[i] in ("NOUN", "PROPN") and tree.lemma[i] in view.lex.nouns:
            act_of_noun = _act_of_noun(view, i)
            if act_of_noun is not None:
                found += spread(view, act_of_noun)
    return sorted(_distinct(found), key=lambda e: (e.trigger, e.subject or -1, e.object or -1))


def _depth(view: View, i: int, sentence: Sentence) -> int:
    """Steps to the root: operators come before what they govern, verbs before their nouns."""
    if view.tree.pos[i] not in ("VERB", "AUX", "NOUN", "PROPN"):
        return 99
    return sum(1 for _ in view.tree.ancestors(i))


def _distinct(events: list[Event]) -> list[Event]:
    seen: set[tuple[int, str, int | None, int | None]] = set()
    kept = []
    for event in events:
        key = (event.trigger, event.predicate, event.subject, event.object)
        if key not in seen:
            seen.add(key)
            kept.append(event)
    return kept


# ---------------------------------------------------------------- verbs


def _acts_of_verb(view: View, verb: int, used: set[int]) -> Iterator[Act]:
    tree, lex = view.tree, view.lex
    subject = subject_of(view, verb)
    demanded = _obliged(view, verb, subject)
    if demanded is not None:
        used.add(verb)
        yield demanded
        return
    operator = lex.operators.get(tree.lemma[verb])
    if tree.lemma[verb] == "ask" and any(asked(view, c) for c in tree.children(verb, "ccomp", "parataxis")):
        return  # a question is asked, nothing of anybody
    if operator is not None and operator.frame is not None and tree.lemma[verb] not in OMITS:
        if operator.name == "agree" and _promises_a_state(view, verb, operator, subject):
            return
        act = _under_operator(view, verb, verb, operator, subject, used)
        if act is not None:
            yield act
            return
    if tree.lemma[verb] in ("be", "remain", "become", "stay", "seem", "appear", "stand"):
        for c in tree.children(verb, "acomp", "attr", "oprd"):
            above = lex.adjective_operators.get(tree.lemma[c])
            if above is not None and above.frame is not None:
                act = _under_operator(view, verb, c, above, subject, used)
                if act is not None:
                    yield act
                    return
        reading = read_phrase(view, verb)
    else:
        reading = read_verb(view, verb, subject.token)
        if reading is None:
            reading = read_phrase(view, verb) if tree.lemma[verb] in ("keep", "leave", "put", "place") else None
    if reading is None:
        return
    if "stative" in reading.frame.tags and subject.token is None and passive(view, verb):
        subject = Subject(direct_object(view, verb), "own")
    if reading.noun is not None:
        used.add(reading.noun)
        # "issued a threat to …", "made a call to …": the noun's clause says what
        above = lex.noun_operators.get(tree.lemma[reading.noun])
        if above is not None and above.frame is not None and tree.first(reading.noun, "acl") is not None:
            act = _under_operator(view, verb, reading.noun, above, subject, used)
            if act is not None:
                yield act
                return
    act = _act(view, reading, subject)
    if act is not None:
        yield act


def _act(view: View, reading: Reading, subject: Subject) -> Act | None:
    """The best pair of ends for a reading; None if nothing stands at either end."""
    frame = reading.frame
    if reading.how == "light" and view.tree.lemma[reading.trigger] in _UNDERGOES and frame.plover in _SUFFERED:
        return _undergone(view, reading, subject)
    subject = _doer(view, subject)
    if subject.token is None and reading.noun is not None and passive(view, reading.trigger) and not frame.turned:
        # "UN sanctions against X were lifted": without an agent, whose they are
        subject = Subject(view.possessor(reading.noun), "possessor")
    if frame.turned or subject.token is not None or passive(view, reading.trigger):
        target = _best(view, reading, subject)
        if subject.token is None and (target is None or reading.how == "nominal"):
            return None
        if frame.plover == "CONSULT" and target is not None and _of_the_press(view, target.token):
            return None  # an interview is no meeting of parties
        return Act(reading, frame, subject, target, reading.how, _about(view, reading, target))
    return None


def _of_the_press(view: View, i: int) -> bool:
    """ "spoke to Reuters", "to reporters", "to the channel's Jane Doe"."""
    tree = view.tree
    if view.kind(i) == "MediaOutlet" or view.lex.in_group(tree.lemma[i], "media_person"):
        return True
    return any(view.kind(c) == "MediaOutlet" for c in tree.children(i, "poss", "compound", "nmod"))


def _undergone(view: View, reading: Reading, subject: Subject) -> Act | None:
    """ "X received threats from Y", "X faced sanctions by Y": Y does it to X. Without a Y nobody is named who does."""
    tree = view.tree
    doer = next(
        (
            o
            for base in (reading.noun, reading.trigger)
            if base is not None
            for prep, o in tree.preps(base)
            if prep in ("from", "by") and view.actor(o)
        ),
        None,
    )
    if doer is None and reading.noun is not None:
        doer = next((c for c in tree.children(reading.noun, "amod", "compound", "poss") if view.entity(c)), None)
    if doer is None or subject.token is None or doer == subject.token:
        return None
    patient = Target(1.0, subject.token, "object")
    return Act(reading, reading.frame, Subject(doer, "agent"), patient, reading.how, None)


def _doer(view: View, subject: Subject) -> Subject:
    """An event noun as subject stands for its doer: "the attack by X killed", "Turkish shelling killed"."""
    token = subject.token
    if token is not None and view.named_by(token) != token:
        return subject._replace(token=view.named_by(token))
    if token is None or view.level(token) >= 2:
        return subject
    lemma = view.tree.lemma[token]
    arms = any(view.lex.in_group(lemma, group) for group in ("weapon", "aircraft", "warship"))
    if lemma not in view.lex.nouns and not arms:
        return subject
    owner = view.possessor(token)
    war = lemma in view.lex.nouns and view.lex.nouns[lemma].name == "fight"
    if owner is not None and war and view.tree.dep[owner] in ("amod", "compound", "nmod"):
        owner = None  # "the Syrian war killed": it is fought there, not by its state
    if owner is not None and view.tree.ent[owner] in ("DATE", "TIME"):
        owner = None  # "Monday's bombings"
    return subject if arms and owner is None else Subject(owner, "possessor")


def _best(view: View, reading: Reading, subject: Subject) -> Target | None:
    candidates = targets_of(view, reading, subject.token)
    if candidates:
        return candidates[0]._replace(token=view.named_by(candidates[0].token))
    pair = _reciprocal(view, reading, subject)
    if pair is not None:
        return pair
    if reading.how in ("nominal", "phrase") or reading.frame.name in ("promise", "truce", "resign", "deny"):
        return None
    if place_of(view, reading.trigger, reading.noun, None) is not None:
        return None
    return nearest_actor(view, reading.trigger, subject.token)


def _reciprocal(view: View, reading: Reading, subject: Subject) -> Target | None:
    """ "A and B held talks": with two subjects and nobody else each is the other's target."""
    frame = reading.frame
    if subject.token is None or ("reciprocal" not in frame.tags and frame.plover not in ("AGREE", "REJECT")):
        return None
    other = direct_object(view, reading.trigger)
    if other is not None and other != reading.noun and view.level(other) >= 2:
        return None  # "A and B engaged C in a firefight"
    both = view.ends(subject.token)
    if len(both) < 2 or view.level(both[1]) < 2:
        return None
    return Target(4.0, both[1], "reciprocal")


def _about(view: View, reading: Reading, target: Target | None) -> int | None:
    """Head of the words that say what is asked, blamed for, warned of, rejected or claimed."""
    tree, frame = view.tree, reading.frame
    if "speech" not in frame.tags and frame.predicate != "BLAMES_ACCUSES":
        return None
    verb = reading.trigger
    for base in (verb, reading.noun):
        if base is None:
            continue
        for prep, o in tree.preps(base):
            if prep in ("of", "for", "about", "over", "against", "to", "with") and o != (
                target.token if target else None
            ):
                return o
        clause = tree.first(base, "ccomp", "xcomp", "acl")
        if clause is not None:
            return clause
    obj = direct_object(view, verb)
    return obj if obj is not None and (target is None or obj != target.token) else None


# ---------------------------------------------------------------- operators


def _obliged(view: View, verb: int, subject: Subject) -> Act | None:
    """ "X said that Y must …" asks it of Y."""
    tree = view.tree
    if not any(tree.lower[c] in _OBLIGES for c in tree.children(verb, "aux")):
        return None
    own = tree.first(verb, "nsubj", "nsubjpass")
    if own is None or view.level(own) < 2 or tree.pos[own] == "PRON":
        return None
    speaker = speaker_above(view, verb)
    if (
        speaker is None
        or speaker == own
        or (view.entity(speaker) is not None and view.entity(speaker) == view.entity(own))
    ):
        return None
    frame = view.lex.frames["demand"]
    reading = Reading(frame, verb, None, "obliged")
    return Act(reading, frame, Subject(speaker, "speaker"), Target(1.6, own, "complement"), "obliged", verb)


def _promises_a_state(view: View, verb: int, operator: Operator, subject: Subject) -> bool:
    """ "pledged to invest $2 billion": the investment itself is told, as planned."""
    inner = _complement(view, verb, verb, operator)
    reading = _inner_reading(view, inner, subject) if inner is not None and view.tree.pos[inner] == "VERB" else None
    return reading is not None and reading.frame.predicate in ("INVESTS_IN", "FUNDS_SPONSORS", "ARMS_TRAINS", "HARBORS")


def _complement(view: View, verb: int, carrier: int, operator: Operator) -> int | None:
    """The act under an operator: infinitive, clause, or an event noun as its object ("threatened sanctions")."""
    tree, lex = view.tree, view.lex
    for base in dict.fromkeys((carrier, verb)):
        for c in tree.kids[base]:
            if tree.dep[c] in ("xcomp", "acl") and tree.pos[c] in ("VERB", "AUX") and _to(view, c):
                return c
            if tree.dep[c] == "acl" and base != verb and any(tree.lower[g] == "that" for g in tree.children(c, "mark")):
                return c
            if tree.dep[c] in ("ccomp", "advcl") and tree.pos[c] in ("VERB", "AUX"):
                lemma = tree.lemma[verb]
                if (
                    operator.name == "ask"
                    and (lemma in _ASKING_INFINITIVE or tree.dep[c] == "advcl")
                    and not _to(view, c)
                ):
                    continue
                if operator.name == "refuse" or (
                    tree.dep[c] == "advcl" and not (_to(view, c) and operator.name == "ask")
                ):
                    continue
                return c
        if tree.dep[base] == "ROOT" or tree.pos[base] == "ADJ":
            clause = tree.first(base, "xcomp", "ccomp")
            if clause is not None and _to(view, clause):
                return clause
    if operator.name in ("threaten", "agree") and carrier == verb:
        obj = tree.first(verb, "dobj")
        nouns = [obj] if obj is not None else []
        nouns += [o for prep, o in tree.preps(verb) if prep in ("to", "on") and operator.name == "agree"]
        for noun in nouns:
            if (
                tree.lemma[noun] in lex.nouns
                and view.level(noun) < 2
                and not lex.in_group(tree.lemma[noun], "sympathy")
            ):
                return noun
    return None


def _to(view: View, verb: int) -> bool:
    tree = view.tree
    if any(tree.lower[c] == "to" for c in tree.children(verb, "aux")):
        return True
    first = tree.first_conjunct(verb)
    return first != verb and _to(view, first)


def _under_operator(
    view: View, verb: int, carrier: int, operator: Operator, subject: Subject, used: set[int]
) -> Act | None:
    """Read the operator together with the act that it governs; the act itself is then used up."""
    tree = view.tree
    frame = view.lex.frames[operator.frame or ""]
    if tree.lemma[verb] == "call" and carrier == verb and not {"on", "upon", "for"} & particles(view, verb):
        clauses = tree.children(verb, "ccomp", "advcl", "xcomp")
        if not any(tree.lower[m] == "for" for c in clauses for m in tree.children(c, "mark")):
            return None
    inner = _complement(view, verb, carrier, operator)
    if inner is None or (
        operator.name == "refuse" and tree.lemma[inner] in ("comment", "say", "elaborate", "answer", "give")
    ):
        return None
    reading = Reading(frame, verb, carrier if carrier != verb else None, "operator")
    own: list[Target] = []
    if operator.name == "ask":
        asked = Reading(frame, verb, None, "verb") if carrier == verb else Reading(frame, verb, carrier, "light")
        own = targets_of(view, asked, subject.token) + complement_subjects(view, carrier)
        own = [t for t in own if (t.rank < 4.0 and not tree.below(t.token, inner)) or t.way == "complement"]
        if not own and tree.lemma[verb] in _ASKING_INFINITIVE:
            return None
    deeper = _inner_targets(view, inner, subject)
    candidates = sorted(own + deeper, key=lambda t: (t.rank, t.token))
    act = _inner_reading(view, inner, subject)
    # "A and B refused to recognise …" refuse it to a third: only what takes two makes them each other's
    mutual = (operator.name == "agree" and tree.lemma[verb] != "offer") or (
        act is not None and "reciprocal" in act.frame.tags
    )
    pair = _reciprocal(view, reading, subject) if mutual else None
    target = candidates[0] if candidates else pair
    if target is None and subject.token is None:
        return None
    if pair is not None and (target is None or _of_no_other(view, target.token, act)):
        target = pair
    if target is None and subject.token is not None:
        target = nearest_actor(view, inner, subject.token)
    if operator.name != "ask" or target is not None:
        used.update(_consumed(view, inner))
    return Act(reading, frame, subject, target, f"operator:{operator.name}", inner, act.frame.name if act else None)


def _of_no_other(view: View, target: int, act: Reading | None) -> bool:
    """ "A and B agreed to restore relations": nobody else is spoken of, as there is in "agreed to import Egyptian goods"."""
    return view.level(target) == 0 or (act is not None and "reciprocal" in act.frame.tags and not named(view, target))


def _consumed(view: View, inner: int) -> list[int]:
    """The governed act with its coordinated acts and the acts that only carry it on."""
    tree = view.tree
    found = tree.conjuncts(inner)
    for act in list(found):
        for c in tree.children(act, "xcomp", "dobj"):
            found.append(c)
            found += tree.conjuncts(c)
    return found


def _inner_reading(view: View, inner: int, subject: Subject) -> Reading | None:
    tree, lex = view.tree, view.lex
    if tree.pos[inner] in ("NOUN", "PROPN"):
        return Reading(lex.nouns[tree.lemma[inner]], inner, None, "nominal") if tree.lemma[inner] in lex.nouns else None
    deeper = tree.first(inner, "xcomp")
    operator = lex.operators.get(tree.lemma[inner])
    if deeper is not None and operator is not None and operator.transparent:
        return _inner_reading(view, deeper, subject)
    return read_verb(view, inner, subject.token)


def _inner_targets(view: View, inner: int, subject: Subject) -> list[Target]:
    """Targets of the governed act, ranked behind those of the operator itself."""
    reading = _inner_reading(view, inner, subject)
    if reading is None:
        # an act outside the lexicon still shows whom it concerns
        frame = view.lex.frames["refuse"]
        reading = Reading(frame, inner, None, "nominal" if view.tree.pos[inner] == "NOUN" else "verb")
        found = [t for t in targets_of(view, reading, subject.token) if t.rank < 4.6]
    else:
        found = targets_of(view, reading, subject.token)
    return [t._replace(rank=GOVERNED + 0.2 * t.rank) for t in found]


# ---------------------------------------------------------------- nouns


def _act_of_noun(view: View, noun: int) -> Act | None:
    """ "X's attack on Y", "talks between X and Y": an event noun with both ends named beside it."""
    tree = view.tree
    frame = view.lex.nouns[tree.lemma[noun]]
    if "nominal" not in frame.tags and "reciprocal" not in frame.tags:
        return None
    reading = Reading(frame, noun, None, "nominal")
    for prep, o in tree.preps(noun):
        if prep == "between":
            both = tree.conjuncts(o)
            if len(both) > 1 and view.level(both[0]) >= 2 and view.level(both[1]) >= 2:
                return Act(
                    reading, frame, Subject(both[0], "possessor"), Target(1.2, both[1], "noun", "between"), "nominal"
                )
    owner = view.possessor(noun)
    if owner is None or view.level(owner) < 2:
        return None
    subject = Subject(owner, "possessor")
    candidates = [t for t in targets_of(view, reading, owner) if t.prep in frame.object or t.prep == "of"]
    if not candidates:
        return None
    return Act(reading, frame, subject, candidates[0], "nominal")

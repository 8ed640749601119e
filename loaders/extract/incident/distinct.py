"""Why a mention cannot be of an event told before: another day, place, victim, doer, toll, direction of force, or words that set it apart."""

from __future__ import annotations

from collections.abc import Iterable

from loaders.extract.document import Document
from loaders.extract.incident.days import When, own
from loaders.extract.incident.event import Cluster, Facts
from loaders.extract.incident.filler import Filler
from loaders.extract.incident.lexicon import key
from loaders.extract.incident.mention import Trigger
from loaders.extract.incident.places import Where
from loaders.extract.incident.words import word_set
from loaders.extract.qualifiers import as_place
from schema.reference import load_reference

_ATTACKERS = word_set("attacker assailant gunman gunmen bomber hijacker assaulter raider hostage-taker")
_SEPARATELY = word_set("elsewhere separately meanwhile previously earlier")
_SEPARATE = word_set("separate another different similar unrelated previous earlier other")
_SPANS = word_set("hours days weeks months years")
_FAR_MORE = 1.5
_RECENT = 10  # days before publication that "Monday", "yesterday", "last week" reach back to
_KINDS = frozenset({"explosive", "projectile", "air"})
_OLD = 4  # days
_MONTHS = 60  # days


def conflict(document: Document, facts: Facts, c: Cluster, names: bool = True) -> bool:
    """Whether a mention cannot be of this event. `names`: other named victims and a new target count."""
    trigger = facts.trigger
    same = trigger.sentence in c.sentences
    if dates_apart(facts.when, c.dates):
        return True
    if names and facts.names and c.names and not facts.names & c.names:
        return True
    if any(opposite(document, trigger, t) for t in c.triggers):
        return True
    if same:
        here = [t for t in c.triggers if t.sentence == trigger.sentence]
        return (long_ago(facts.when) and not c.dates) or any(own_places_apart(document, facts, t) for t in here)
    if facts.where and c.places and places_apart(document, facts.where[0], c.places):
        return True
    if trigger.new and trigger.noun and not _told_again(facts, c):
        return True
    if not (trigger.noun and trigger.definite) and set_apart(document, trigger.sentence):
        return True
    if _doers_apart(document, trigger.agents, c.agents()):
        return True
    if _weapons_apart(trigger.weapons, c.weapons()):
        return True
    told_of = trigger.noun and trigger.definite  # "the strike hit a car"
    if (
        names
        and not told_of
        and any(f.indefinite for f in trigger.patients)
        and not (facts.heads & c.heads)
        and c.heads
    ):
        return not _told_on(facts, c)
    if _sides_apart(document, facts, c):
        return True
    if _another_toll(document, facts, c):
        return True
    killed = trigger.effect == "killed" and facts.names and facts.when is not None
    if killed and c.numbers and not c.names and not trigger.events:
        return True  # "23 have died in the clashes. X died on Friday"
    return _old(document, facts, c)


def _another_toll(document: Document, facts: Facts, c: Cluster) -> bool:
    """ "At least 60 people were killed in an attack in Y", right behind a bombing that killed 26: "an", and far more."""
    trigger = facts.trigger
    if trigger.effect != "killed" or not facts.numbers or c.first == 0:
        return False
    new = any(d.lower_ in ("a", "an", "another") for e in trigger.events for d in document.doc[e].lefts)
    dead = {f.number[0] for t in c.triggers if t.effect == "killed" for f in t.patients if f.number}
    return new and bool(dead) and max(facts.numbers) > _FAR_MORE * max(dead)


def _old(document: Document, facts: Facts, c: Cluster) -> bool:
    """A dated event of some days ago against one that is told without a date, as news."""
    when = facts.when
    if when is None or when.since or c.dates or when.near is None:
        return False
    if facts.trigger.definite:
        return (when.today - when.near[1]).days > (_OLD if own(when) else _MONTHS)
    return (when.today - when.near[0]).days > _OLD


def long_ago(when: When | None) -> bool:
    """Whether the mention's own date lies months back."""
    return (
        when is not None
        and own(when)
        and not when.since
        and when.near is not None
        and (when.today - when.near[1]).days > _MONTHS
    )


def set_apart(document: Document, sentence: int) -> bool:
    """ "Elsewhere, …", "In a separate incident …": the sentence tells of something else than those before."""
    s = document.sentences[sentence]
    doc = document.doc
    words = [doc[i].lower_ for i in range(s.start, min(s.end, s.start + 6))]
    if not words:
        return False
    if words[0] in _SEPARATELY:
        return True
    if words[0] == "another" and doc[s.start + 1].pos_ == "NUM":
        return False  # "Another 14 soldiers were wounded": more of the same event
    if words[0] in ("in", "within") and set(words) & _SPANS and set(words) & {"after", "following", "since"}:
        return True  # "In the days after that fight, …"
    return words[0] in ("in", "a", "an", "another", "separate", "at") and any(w in _SEPARATE for w in words[:3])


def dates_apart(when: When | None, dates: Iterable[When]) -> bool:
    """Whether a date lies outside all of these."""
    if when is None or when.since or when.near is None:
        return False
    known = [d for d in dates if d.near is not None and not d.since]
    return bool(known) and all(_apart(when, d) for d in known)


def _apart(a: When, b: When) -> bool:
    if a.near is None or b.near is None:
        return False
    if a.scale == b.scale:
        return a.near[1] < b.near[0] or b.near[1] < a.near[0]
    # without a day of publication: a weekday is of this week; who names month or year tells of something older
    scales = {a.scale: a, b.scale: b}
    week = scales.get("relative")
    return week is not None and week.near is not None and (week.today - week.near[0]).days <= _RECENT


def places_apart(document: Document, where: Where, places: Iterable[Where]) -> bool:
    """Whether no place named for the event contains this one, or lies in it."""
    known = load_reference().places
    mine, theirs = _reach(document, where), [_reach(document, w) for w in places]
    if mine[0][0] in known:  # a village that nobody knows lies nearer to its own event than to another province
        theirs = [t for t in theirs if t[0][0] in known] or theirs
    return not any(_overlap(mine, t) for t in theirs)


def own_places_apart(document: Document, facts: Facts, other: Trigger) -> bool:
    """ "killed 12 people in A, while in B eight were killed": places that hang on the two mentions themselves."""
    if not facts.where or not other.where:
        return False
    own_to_both = facts.where[0].host in facts.trigger.anchors and other.where[0].host in other.anchors
    return own_to_both and places_apart(document, facts.where[0], other.where)


def _overlap(a: list[tuple[str, ...]], b: list[tuple[str, ...]]) -> bool:
    """Whether one lies in the other; a place that nobody knows may lie in any country or province that is named."""
    places = load_reference().places
    for x in a:
        for y in b:
            if x[0] in y or y[0] in x:
                return True
            if (x[0] not in places and _wide(y)) or (y[0] not in places and _wide(x)):
                return True
    return False


def _wide(chain: tuple[str, ...]) -> bool:
    place = load_reference().places.get(chain[0])
    return place is not None and place.level in ("country", "admin1")


def _reach(document: Document, where: Where) -> list[tuple[str, ...]]:
    """The place and those it is said to lie in, each with its containers by the reference data, innermost first."""
    found: list[tuple[str, ...]] = []
    for i in (where.head, *where.chain):
        mention = document.mention_of(i)
        if mention is None or mention.entity is None:
            found.append((str(document.doc[i].lower_),))
            continue
        ref = as_place(document, document.ref(i))
        found.append(
            load_reference().chain(ref.entity) if ref is not None and ref.entity is not None else (mention.entity,)
        )
    return found


def side(fillers: list[Filler]) -> str | None:
    """The one side that these people are on: state | armed | other."""
    sides = {
        (
            "state"
            if f.cls == "state" or f.category in ("military", "police")
            else "armed"
            if f.cls in ("perpetrator", "group") or f.category == "militants"
            else "other"
        )
        for f in fillers
    }
    return sides.pop() if len(sides) == 1 else None


def _doers_apart(document: Document, mine: list[Filler], theirs: list[Filler]) -> bool:
    """Two different named groups, or the forces of two states."""
    for kind in ("ArmedGroup", "State"):
        one, two = _named(document, mine, kind), _named(document, theirs, kind)
        if one and two and not one & two:
            return True
    return False


def _weapons_apart(mine: list[Filler], theirs: list[Filler]) -> bool:
    """Rockets against a car bomb: weapons of kinds that one attack seldom joins."""
    one = {f.weapon for f in mine if f.weapon in _KINDS}
    two = {f.weapon for f in theirs if f.weapon in _KINDS}
    return bool(one and two and not one & two)


def _told_again(facts: Facts, c: Cluster) -> bool:
    """The lead tells of "an air raid on a village" in passing, a later sentence of "an air attack on a village" with day and dead."""
    alike = facts.heads & c.heads and facts.trigger.act.type in c.types
    return bool(alike) and c.first == 0 and not c.dates and not c.numbers and len(c.triggers) == 1


def _told_on(facts: Facts, c: Cluster) -> bool:
    """ "Three missiles hit a building near a hospital", right behind a missile attack: what it did, not another."""
    mine, theirs = ({f.weapon for f in who if f.weapon in _KINDS} for who in (facts.trigger.weapons, c.weapons()))
    return bool(mine & theirs) and facts.when is None and facts.trigger.sentence - max(c.sentences) <= 1


def _sides_apart(document: Document, facts: Facts, c: Cluster) -> bool:
    """Forces of the state did it, fighters the other: two deeds, but for the fight itself and its losses."""
    began = [f for t in c.triggers if not fighters_killed(t) for f in t.agents]
    mine, theirs = side(facts.trigger.agents), side(began)
    if {mine, theirs} != {"state", "armed"} or facts.loss:
        return False
    fight = c.types | {facts.trigger.act.type}
    return "armed_clash" not in fight and not any(attackers_lost(document, facts.trigger, t) for t in c.triggers)


def _named(document: Document, fillers: list[Filler], kind: str) -> set[str]:
    found = set()
    for f in fillers:
        mention = document.mention_of(f.organisation if f.organisation is not None else f.head)
        if mention is not None and mention.entity is not None and mention.kind == kind:
            found.add(mention.entity)
    return found


def opposite(document: Document, a: Trigger, b: Trigger) -> bool:
    """Troops kill militants, militants kill troops: not the same act, but for the attackers of the attack themselves."""
    if attackers_lost(document, a, b) or attackers_lost(document, b, a):
        return False
    if a.sentence == b.sentence and "armed_clash" in (a.act.type, b.act.type):
        return False  # a fight has two sides
    one, two = (side(a.agents), side(a.patients)), (side(b.agents), side(b.patients))
    if one[0] and two[0] and {one[0], two[0]} == {"state", "armed"}:
        return True
    if one[1] and two[1] and {one[1], two[1]} <= {"state", "armed"} and one[1] != two[1]:
        return bool((one[0] and one[0] == two[1]) or (two[0] and two[0] == one[1]))
    return False


def fighters_killed(trigger: Trigger) -> bool:
    """ "Soldiers killed 33 militants": in an article about an attack by militants these are who attacked."""
    return (
        trigger.effect == "killed"
        and bool(trigger.patients)
        and side(trigger.patients) == "armed"
        and side(trigger.agents) == "state"
    )


def attackers_lost(document: Document, loss: Trigger, attack: Trigger) -> bool:
    """ "Gunmen attacked the office. Police killed all eight attackers": those who were told of, killed by the other side."""
    if attack.sentence == 0 and fighters_killed(loss) and side(attack.agents) == "armed" and loss.sentence > 0:
        return not attack.noun and attack.act.type == "attack"
    return (
        attackers_killed(document, loss)
        and side(attack.agents) in ("armed", None)
        and abs(loss.sentence - attack.sentence) <= 3
    )


def attackers_killed(document: Document, trigger: Trigger) -> bool:
    """Whether those who were killed are "the attackers", told of before."""
    return (
        trigger.effect == "killed"
        and bool(trigger.patients)
        and all(attacker(document, f) and not f.indefinite for f in trigger.patients)
    )


def attacker(document: Document, filler: Filler) -> bool:
    """ "The attackers", "two gunmen": known by the attack alone."""
    return side([filler]) == "armed" and key(document.doc[filler.head]) in _ATTACKERS

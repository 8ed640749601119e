"""From the acts of a cluster to its type and status, and whether it is specific enough to be an incident."""

from __future__ import annotations

from collections import Counter

from loaders.extract.document import Document
from loaders.extract.incident.event import GENERAL, Cluster
from loaders.extract.incident.filler import HUMAN, Filler
from loaders.extract.incident.lexicon import key
from loaders.extract.incident.mention import Trigger
from loaders.extract.incident.words import word_set
from schema.records import COUNTED, Precision, Status

_STATUS_ORDER = (
    Status.occurred,
    Status.ongoing,
    Status.attempted,
    Status.foiled,
    Status.threatened,
    Status.planned,
    Status.denied,
    Status.hypothetical,
)
_SPECIFIC = (
    "suicide_bombing", "abduction", "grenade_attack", "ied_explosion", "air_drone_strike", "shelling_missile", "sexual_violence", "targeted_killing",
    "security_operation", "armed_clash", "riot_mob_violence", "property_destruction", "plot_foiled_weapons_seized", "arrest", "territory_gain",
    "attack_on_civilians", "protest", "expulsion_repatriation", "border_closure_restriction", "ban_sanction_designation", "ceasefire_or_agreement",
    "base_established", "mobilization",
)  # fmt: skip
_BY_WEAPON = (
    ("grenade", "grenade_attack"),
    ("explosive", "ied_explosion"),
    ("projectile", "shelling_missile"),
    ("air", "air_drone_strike"),
)
VIOLENT = word_set(
    "attack harm suicide_bombing abduction grenade_attack ied_explosion air_drone_strike shelling_missile sexual_violence targeted_killing armed_clash "
    "attack_on_civilians property_destruction security_operation riot_mob_violence"
)
_MOB = word_set("mob rioter crowd lynchmob protester protestor")
_BY_MOB = word_set("targeted_killing attack_on_civilians property_destruction")
_WEEKS = 13  # days
_YEAR = 366
_MILITARY = frozenset({"military"})
_CARRIED_OFF = frozenset({"military", "media", "foreign_nationals"})
_POSTS = frozenset({"military", "militants", "police", "government"})
_FIGHTERS = frozenset({"military", "militants"})


def armed(filler: Filler) -> bool:
    """On the side outside the state."""
    return filler.cls in ("perpetrator", "group") or (filler.category == "militants" and filler.cls != "thing")


def official(filler: Filler) -> bool:
    """On the state's side, with arms."""
    return filler.cls == "state" or (filler.cls == "person" and filler.category in ("military", "police"))


def type_of(document: Document, cluster: Cluster) -> str:
    """The incident type: the most specific act that was told, else weapon, sides and victims decide."""
    doc = document.doc
    agents, patients = cluster.agents(), cluster.patients()
    told = [
        "harm" if _of_anybody(t) else t.act.type
        for t in cluster.triggers
        if not _bare_blast(t, cluster) and not _surroundings(t, cluster)
    ] or [t.act.type for t in cluster.triggers]
    words = {t.lower_ for s in cluster.sentences for t in doc[document.sentences[s].start : document.sentences[s].end]}
    if any(
        key(doc[f.head]) == "bomber" or "suicide" in f.text(doc)
        for f in (*agents, *cluster.weapons(), *(f for f, how in cluster.claims if how != "denied"))
    ):
        return "suicide_bombing"
    weapons = {f.weapon for f in cluster.weapons() if f.weapon}
    if "plot_foiled_weapons_seized" in told and status_of(cluster) is Status.foiled:
        return "plot_foiled_weapons_seized"
    if any(key(doc[f.head]) in _MOB for f in agents) and set(told) <= GENERAL | _BY_MOB:
        return "riot_mob_violence"
    specific = Counter(k for k in told if k not in GENERAL)
    kind = next((k for k in _SPECIFIC if k in specific), None)
    if kind == "territory_gain":
        return "territory_gain_nonstate" if any(map(armed, agents)) else "territory_gain_state"
    if kind == "ied_explosion" and ("grenade" in weapons and "explosive" not in weapons):
        return "grenade_attack"
    if kind == "grenade_attack" and "grenade" not in weapons and "grenade" not in words and weapons & {"explosive"}:
        return "ied_explosion"
    bombed = [t for t in cluster.triggers if t.act.name == "bombing" and not t.noun and t.agents]
    if kind == "ied_explosion" and not weapons and bombed and all(f.cls in ("state", "place") for f in agents):
        return "air_drone_strike"  # "the army bombed their posts"
    if kind in ("ied_explosion", "shelling_missile") and "air" in weapons and "explosive" not in weapons:
        return "air_drone_strike"
    if kind == "security_operation" and "armed_clash" in told and any(f.category == "military" for f in patients):
        kind = "armed_clash"
    if kind in ("armed_clash", "security_operation") and "air" in weapons:
        return "air_drone_strike"
    if kind == "arrest" and agents and all(map(armed, agents)):
        return "abduction"  # who is outside the state arrests nobody
    if kind == "arrest" and not agents and patients and _carried_off(document, cluster):
        return "abduction"
    general = any(k in GENERAL for k in told)
    if kind == "security_operation" and agents and all(map(armed, agents)):
        kind = None
    if general and (
        kind == "property_destruction" or (kind in ("armed_clash", "security_operation") and _bystanders(cluster))
    ):
        kind = None
    if kind is None or (kind == "attack_on_civilians" and general):
        by_weapon = next((t for w, t in _BY_WEAPON if w in weapons), None)
        return by_weapon or kind or _by_sides(document, cluster, agents, patients)
    return kind


def _of_anybody(trigger: Trigger) -> bool:
    """ "executing people at will": a massacre, no chosen victim."""
    many = trigger.patients and all(f.plural and not f.named and f.category == "civilians" for f in trigger.patients)
    return bool(many) and trigger.act.name == "execution" and any(map(armed, trigger.agents))


def _bare_blast(trigger: Trigger, cluster: Cluster) -> bool:
    """ "explosions could be heard": noise beside an attack."""
    tied = any(trigger.token in t.events and t.effect is not None for t in cluster.triggers)
    return (
        trigger.noun
        and trigger.act.name == "explosion"
        and trigger.plural
        and not tied
        and not trigger.patients
        and not trigger.weapons
    )


def _carried_off(document: Document, cluster: Cluster) -> bool:
    """ "the soldier was captured in 2009", with no word of who did it: soldiers and journalists are not arrested thus."""
    words = {document.doc[t.token].lemma_.lower() for t in cluster.triggers if t.act.type == "arrest"}
    return words == {"capture"} and all(f.category in _CARRIED_OFF for f in cluster.patients())


def _surroundings(trigger: Trigger, cluster: Cluster) -> bool:
    """ "France suspended its operations after four soldiers were killed": a campaign that says nothing of the event."""
    told = trigger.patients or trigger.agents or any(trigger.token in t.events for t in cluster.triggers)
    return trigger.noun and trigger.act.type == "security_operation" and trigger.plural and not told


def _bystanders(cluster: Cluster) -> bool:
    """Whether people or things outside the fight were attacked or harmed."""
    return any(
        f.category not in ("military", "militants", "police", None, "other")
        for t in cluster.triggers
        if t.act.type in GENERAL
        for f in t.patients
    )


def _brought_down(document: Document, cluster: Cluster) -> bool:
    """ "shot down a jet"."""
    doc = document.doc
    return any(
        not t.noun and doc[t.token].lemma_ == "shoot" and doc[t.token + 1].lower_ == "down" for t in cluster.triggers
    )


def _stormed(cluster: Cluster, patients: list[Filler]) -> bool:
    """An army that attacks posts of state or fighters, and no people: it fights for them."""
    return bool(patients) and all(f.category in _POSTS for f in patients) and not cluster.weapons()


def _nation(document: Document, filler: Filler) -> bool:
    mention = document.mention_of(filler.head)
    return mention is not None and mention.kind == "State"


def _known_person(document: Document, filler: Filler) -> bool:
    """ "statesman X": the head is the office, the name stands beside it."""
    mention = document.mention_of(filler.head)
    return mention is not None and mention.kind == "Person" and mention.form == "name"


def _by_sides(document: Document, cluster: Cluster, agents: list[Filler], patients: list[Filler]) -> str:
    people = [f for f in patients if f.cls in HUMAN or f.cls in ("name", "group")]
    if agents and all(map(official, agents)) and people and all(map(armed, people)):
        return "armed_clash"
    fighting = all(f.category in _FIGHTERS for f in patients) and any(f.category in _MILITARY for f in patients)
    if agents and all(map(armed, agents)) and patients and fighting:
        return "armed_clash"
    states = agents and all(official(f) or _nation(document, f) for f in agents)
    if states and any(t.act.name == "strikes" for t in cluster.triggers):
        return "air_drone_strike"
    raid = any(t.noun and key(document.doc[t.token]) == "raid" for t in cluster.triggers)
    if raid and (states or (not agents and patients and all(f.category == "militants" for f in patients))):
        return "security_operation"
    forces = agents and all(f.category == "military" or _nation(document, f) for f in agents)
    if (states and not people and patients and all(f.category in _FIGHTERS for f in patients)) or (
        forces and not people and (_brought_down(document, cluster) or _stormed(cluster, patients))
    ):
        return "armed_clash"
    if people and (all(f.category in _MILITARY for f in people) or all(map(armed, people))):
        return "armed_clash"
    if (
        patients
        and all(f.cls == "thing" for f in patients)
        and all(t.act.name == "destruction" for t in cluster.triggers)
    ):
        return "property_destruction"
    harmed = {t.act.name for t in cluster.triggers if t.effect == "killed"}
    named = [
        f
        for t in cluster.triggers
        if t.effect == "killed"
        for f in t.patients
        if f.cls in ("person", "name") and (f.named or _known_person(document, f))
    ]
    if harmed & {"murder", "killing", "assassination"} and named and len(people) <= 3:
        return "targeted_killing"
    return "attack_on_civilians"


def status_of(cluster: Cluster) -> Status:
    """The status that is furthest from plan and closest to deed."""
    found = {t.status for t in cluster.triggers}
    if (
        Status.occurred in found
        and any(t.status in (Status.attempted, Status.foiled) and t.noun for t in cluster.triggers)
        and not _happened(cluster)
    ):
        return next(t.status for t in cluster.triggers if t.status in (Status.attempted, Status.foiled))
    return next((s for s in _STATUS_ORDER if s in found), Status.occurred)


def _happened(cluster: Cluster) -> bool:
    return any(t.status is Status.occurred and (t.patients or t.weapons) for t in cluster.triggers)


def specificity(document: Document, cluster: Cluster) -> float:
    """How much the article tells of this one event: names most, then counts, singulars, targets, weapon, day, place, repetition."""
    doc = document.doc
    score = 0.0
    patients = cluster.patients()
    if any(f.named and f.cls in ("person", "name", "thing", "organisation", "group") for f in patients):
        score += 2 if any(f.named and f.cls in ("person", "name", "thing", "organisation") for f in patients) else 1
    if any(f.number is not None for f in patients if f.cls in (*HUMAN, "other")):
        score += 1
    if any(not f.plural and f.cls not in ("group", "organisation", "place") for f in patients):
        score += 1
    if any(f.cls == "thing" for f in patients):
        score += 0.5
    if patients:
        score += 0.5
    if cluster.weapons():
        score += 0.75
    if any(t.noun and not t.plural and t.patients for t in cluster.triggers):
        score += 0.75  # "the murder of six priests": one event, spoken of as known
    if any(f.category not in (None, "civilians", "other") and f.cls in HUMAN for f in patients):
        score += 0.5
    spans = [(w.near[1] - w.near[0]).days for w in cluster.dates if w.near is not None and not w.since]
    if any(days <= _WEEKS for days in spans):
        score += 1
    elif spans and min(spans) > _YEAR and not any(f.number is not None for f in patients):
        score -= 1  # "battling them in the 1980s"
    elif cluster.dates:
        score += 0.25
    if cluster.places:
        score += 0.75
        if any(t.noun and not t.plural and not t.patients for t in cluster.triggers) and any(
            w.time.precision in (Precision.day, Precision.instant) and not w.since for w in cluster.dates
        ):
            score += 0.75  # "a bombing in Quetta on Monday": one event, though nobody is named
    if cluster.agents() or cluster.claims:
        score += 0.75
    if any(t.named for t in cluster.triggers):
        score += 2.5
    score += min(1.0, 0.35 * (len(cluster.triggers) - 1))
    if cluster.first < 3:
        score += 0.5
    if all(t.plural and t.noun for t in cluster.triggers):
        score -= 1
    if all(t.background for t in cluster.triggers):
        score -= 1.5
    if all(t.status in (Status.attempted, *COUNTED) and t.hedged for t in cluster.triggers):
        score -= 0.5
    del doc
    return score

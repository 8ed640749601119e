"""Compare an Extraction with what a reader wrote down (samples.yaml). Names are looked up in the reference data."""

from dataclasses import dataclass, field
from functools import cache

from schema.model import load_model
from schema.records import COUNTED, Claim, Extraction, Incident
from schema.reference import load_reference


@cache
def ids_of(name):
    """Every entity that the reference data knows under this name or id."""
    wanted = name.casefold()
    return frozenset({entry.id for text, _, entry in load_reference().names() if text.casefold() == wanted} | {name})


def same(expected, ref):
    """Does a subject, object or speaker of the reader's stand for this Ref? None stands for no entity, "*" for anything."""
    if expected == "*":
        return True
    if expected is None:
        return ref is None or ref.entity is None or ref.kind is None
    if ref is None:
        return False
    return ref.entity in ids_of(expected) or ref.name.casefold() == expected.casefold()


def in_tier(claim):
    """The tier that edges and counts use: firm enough, both ends linked (or none to link), no damage."""
    return claim.confidence >= load_model().edge_confidence and not claim.flags


def fits(expected, claim: Claim):
    subject, predicate, obj, *rest = expected
    more = rest[0] if rest else {}
    if predicate not in ("*", claim.predicate) or not same(subject, claim.subject) or not same(obj, claim.object):
        symmetric = predicate in load_model().relations and load_model().relations[predicate].symmetric
        if not (
            symmetric and predicate == claim.predicate and same(subject, claim.object) and same(obj, claim.subject)
        ):
            return False
    for key, value in more.items():
        match key:
            case "speaker":
                if not same(value, claim.speaker):
                    return False
            case "condition":
                if bool(claim.condition) is not value:
                    return False
            case "amount" | "currency":
                found = claim.value and {"amount": claim.value.number, "currency": claim.value.currency}[key]
                if found != value:
                    return False
            case "tier":
                if in_tier(claim) is not value:
                    return False
            case _:
                if getattr(claim, key) != value:
                    return False
    return True


def within(expected, count):
    """A count of the reader's against a Count: both ends equal, but "more than 150" may begin at 150 or 151."""
    if expected is None or count is None:
        return expected is None and count is None
    low, high = expected
    return count.high == high and (count.low == low or (high is None and count.low == low + 1))


def incident_faults(expected, incident: Incident, extraction: Extraction):
    """What an incident that was found gets wrong, in words."""
    faults = []
    if incident.type not in expected.get("types", [expected["type"]]):
        faults.append(f"type {incident.type}, not {expected['type']}")
    if incident.status != expected["status"]:
        faults.append(f"status {incident.status}, not {expected['status']}")
    if "place" in expected:
        place = incident.place
        chain = load_reference().chain(place.entity) if place and place.entity in load_reference().places else ()
        if not place or not (same(expected["place"], place) or ids_of(expected["place"]) & set(chain)):
            faults.append(f"place {place and place.name}, not {expected['place']}")
    if "date" in expected:
        found = incident.date and incident.date.start
        if not (found and found.startswith(str(expected["date"]))):
            faults.append(f"date {found}, not {expected['date']}")
    for key in ("killed", "injured"):
        if key in expected and not within(expected[key], getattr(incident, key)):
            found = getattr(incident, key)
            faults.append(f"{key} {found and (found.low, found.high)}, not {expected[key]}")
    for actor, how in expected.get("by", ()):
        if not any(same(actor, party) and party.how == how for party in incident.perpetrators):
            faults.append(f"{actor} is not there as {how}: {[(p.name, p.how) for p in incident.perpetrators]}")
    return faults


@dataclass
class Score:
    """Counts over articles, with a line of words for each fault."""

    found: int = 0
    missing: int = 0
    false: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self):
        return self.found / max(1, self.found + self.false)

    @property
    def recall(self):
        return self.found / max(1, self.found + self.missing)

    def __str__(self):
        return f"precision {self.precision:.2f} recall {self.recall:.2f} (found {self.found}, missing {self.missing}, false {self.false})"


def words(claim: Claim):
    ends = [r.name if r else "–" for r in (claim.subject, claim.object)]
    return (
        f"{ends[0]} {claim.predicate} {ends[1]} [{claim.polarity} {claim.modality} {claim.confidence:.2f} {claim.rule}]"
    )


def score_claims(name, expected, extraction, score: Score):
    """Expected claims that some claim meets are found; claims of the tier that nothing expects are false."""
    wanted, right = expected.get("claims", []), expected.get("maybe", [])
    for want in wanted:
        if any(fits(want, c) for c in extraction.claims):
            score.found += 1
        else:
            score.missing += 1
            score.faults.append(f"{name}: missing claim {want}")
    for claim in extraction.claims:
        if in_tier(claim) and not any(fits([*e[:3]], claim) for e in [*wanted, *right]):
            score.false += 1
            score.faults.append(f"{name}: false claim {words(claim)}")


def score_incidents(name, expected, extraction, score: Score):
    """One to one, best first: an incident is found when nothing about it is wrong; others are missing or false."""
    wanted, found = list(expected.get("incidents", [])), list(extraction.incidents)
    for want in wanted:
        ranked = sorted(found, key=lambda i: len(incident_faults(want, i, extraction)))
        faults = incident_faults(want, ranked[0], extraction) if ranked else ["nothing found"]
        if ranked and len(faults) < 3:
            found.remove(ranked[0])
        if faults:
            score.missing += 1
            score.faults.append(f"{name}: incident {want['type']} {want.get('place', '')}: {'; '.join(faults)}")
        else:
            score.found += 1
    for extra in found:
        if extra.status in COUNTED:
            score.false += 1
            score.faults.append(f"{name}: false incident {extra.type} {extra.title!r} {extra.status}")


def score_statistics(name, expected, extraction, score: Score):
    wanted, found = list(expected.get("statistics", [])), list(extraction.statistics)
    for want in wanted:
        hit = next(
            (
                s
                for s in found
                if s.low == want["low"]
                and ("place" not in want or same(want["place"], s.place))
                and ("period" not in want or (s.period and str(s.period.start).startswith(want["period"])))
            ),
            None,
        )
        if hit:
            found.remove(hit)
            score.found += 1
        else:
            score.missing += 1
            score.faults.append(f"{name}: missing statistic {want}")
    for extra in found:
        score.false += 1
        score.faults.append(f"{name}: false statistic {extra.measure} {extra.low} {extra.quote!r}")

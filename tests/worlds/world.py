"""Worlds with known truth: actors under many names, incidents, and outlets that copy, revise and contradict.

`make(seed, incidents, articles)` gives extractions as an extractor would (with what it misses and gets wrong) and, beside
them, the truth. It speaks of invented actors in real places, so that containment is real. Nothing here knows how
resolution decides; it knows how news is made.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from schema.ids import claim_id, entity_id, part_id
from schema.records import (
    Article,
    Claim,
    Count,
    Entity,
    Extraction,
    Incident,
    Party,
    Polarity,
    Precision,
    Ref,
    Run,
    Speech,
    Statement,
    Status,
    Time,
)  # fmt: skip
from schema.reference import Reference, load_reference
from tests.worlds import names, prose

START = date(2023, 1, 2)
AGENCIES = ["Northgate Wire", "Pan-Asian Press", "Castel News Agency", "Orbit Wire"]
OUTLETS = [
    f"{a} {b}"
    for a in ("Meridian", "Harbour", "Valley", "Lantern", "Crossroads", "Summit")
    for b in ("Post", "Courier", "Ledger", "Daily")
]
TYPES = {
    "suicide_bombing": "attack_on_civilians", "ied_explosion": "attack_on_civilians", "armed_clash": "security_operation", "attack_on_civilians": "armed_clash",
    "targeted_killing": "attack_on_civilians", "air_drone_strike": "shelling_missile", "abduction": "abduction", "arrest": "security_operation",
}  # fmt: skip
SITES = ["market", "mosque", "checkpoint", "school", "bus", "hospital", "court", "hotel"]
CATEGORY = {
    "market": "civilians",
    "mosque": "religious_site",
    "checkpoint": "police",
    "school": "education",
    "bus": "civilians",
    "hospital": "health",
    "court": "government",
    "hotel": "business",
}


@dataclass(slots=True)
class Actor:
    id: str
    kind: str
    names: list[str]
    country: str


@dataclass(slots=True)
class Event:
    """A true incident."""

    id: str
    type: str
    day: date
    place: str
    site: str
    group: Actor
    speaker: Actor
    killed: int
    injured: int


@dataclass(slots=True)
class World:
    """Extractions, and what is true of them."""

    extractions: list[Extraction] = field(default_factory=list)
    incident_of: dict[str, str] = field(default_factory=dict)  # report id → event
    actor_of: dict[str, str] = field(default_factory=dict)  # entity id → actor
    origin_of: dict[str, str] = field(default_factory=dict)  # article id → origin
    contradicted: set[str] = field(default_factory=set)  # "toll:event", "perpetrator:event", "harbors:actor:actor"
    reference: Reference | None = None


def make(seed: int, incidents: int, articles: int) -> World:
    """A world of about so many incidents in exactly so many articles."""
    return _Maker(seed, incidents, articles).run()


class _Maker:
    def __init__(self, seed: int, incidents: int, articles: int) -> None:
        self.rng = random.Random(seed)
        self.incidents, self.articles = incidents, articles
        self.reference = load_reference()
        self.world = World(reference=self.reference)
        self.places = self._places()
        self.groups = self._actors("ArmedGroup", names.group, max(8, incidents // 20))
        self.persons = self._actors("Person", names.person, max(12, incidents // 8))
        self.outlets = list(OUTLETS)
        self.agencies: dict[str, list[str]] = {}
        self.days = max(30, incidents * 3 // 8)

    def run(self) -> World:
        events = self._events()
        while len(self.world.extractions) < self.articles:  # a further round is coverage by further reporters
            turn = len(self.world.extractions)
            for event in events:
                for extraction in self._coverage(event, f"{event.id}.{turn}"):
                    self.world.extractions.append(extraction)
                    if len(self.world.extractions) == self.articles:
                        return self.world
        return self.world

    def _actors(self, kind, make_names, count):
        made, taken = [], set()
        while len(made) < count:
            called = [n for n in make_names(self.rng) if entity_id(kind, n) not in taken]
            if len(called) < 2:
                continue
            # two that differ in a word that matters stay two: the army and the front of one people
            actor = Actor(f"{kind}{len(made)}", kind, called, self.rng.choice(["PK", "AF"]))
            made.append(actor)
            for one in called:
                taken.add(entity_id(kind, one))
                self.world.actor_of[entity_id(kind, one)] = actor.id
        return made

    def _places(self):
        found = [
            p.id
            for p in self.reference.places.values()
            if p.level == "city" and p.id.startswith(("place-pk-", "place-af-"))
        ]
        found = [id for id in found if len(self.reference.chain(id)) >= 4]
        return sorted(self.rng.sample(sorted(found), 90))

    def _events(self):
        rng, events = self.rng, []
        for number in range(self.incidents):
            twin = events[-1] if events and rng.random() < 0.1 else None
            # some towns have most of the incidents
            place = twin.place if twin else self.places[int(len(self.places) * rng.random() ** 2)]
            kind = twin.type if twin and rng.random() < 0.6 else rng.choice(list(TYPES))
            day = twin.day if twin else START + timedelta(days=rng.randrange(self.days))
            site = rng.choice([s for s in SITES if not twin or s != twin.site])
            killed = rng.choice([0, 1, 1, 2, 3, 4, 5, 7, 9, 12, 16, 23, 31])
            if twin and abs(killed - twin.killed) <= max(2, twin.killed // 3):
                killed = twin.killed * 2 + 5
            events.append(
                Event(
                    f"e{number}",
                    kind,
                    day,
                    place,
                    site,
                    rng.choice(self.groups),
                    rng.choice(self.persons),
                    killed,
                    killed * 2 + rng.randrange(6),
                )
            )
        return events

    def _coverage(self, event, key):
        """The articles on one event, by origin."""
        rng = self.rng
        agencies = self.agencies.setdefault(
            event.id, rng.sample(AGENCIES, len(AGENCIES))
        )  # what one agency writes twice of one event rests on one origin
        mean = self.articles / self.incidents
        dispute = rng.random()
        planted = (
            {"toll"}
            if dispute < 0.05 and event.killed >= 4
            else {"perpetrator"}
            if dispute < 0.1
            else {"harbors"}
            if dispute < 0.13
            else set()
        )
        origins = 1 + (rng.random() < 0.6) + (rng.random() < 0.4) + (rng.random() < 0.2) + (len(planted) > 0)
        for turn in range(origins):
            origin = f"{key}.{turn}"
            later = rng.choice([0, 0, 1, 1, 2, 3]) if turn else rng.choice([0, 1])
            copies = max(0, round(rng.expovariate(1 / max(0.2, mean / 2.3 - 1))))
            agency = agencies.pop() if agencies and rng.random() < 0.6 else None
            dispatch = self._dispatch(event, agency, later, planted, turn)
            for copy in range(1 + copies):
                yield self._article(event, dispatch, origin, copy)
                if turn == 1 and planted:
                    self._note(event, *planted)

    def _dispatch(self, event, agency, later, planted, turn):
        """What one reporter writes: the facts as known on that day, and the words."""
        rng = self.rng
        grown = 1.0 if later >= 1 or event.killed < 4 else rng.choice([0.6, 0.8, 1.0, 1.0])
        killed = max(1, round(event.killed * grown)) if event.killed else 0
        if killed > 6 and rng.random() < 0.2:
            killed += rng.choice([-1, 1])
        by = None
        if "toll" in planted and turn < 2:
            later, by = 0, ("the provincial police", "the group")[turn]
            killed = event.killed if turn == 0 else event.killed * 3 + 4
        how = "claimed" if rng.random() < 0.4 else "blamed"
        denied = False
        if "perpetrator" in planted and turn < 2:
            how, denied = ("blamed", "denied")[turn], turn == 1
        town = self.reference.places[event.place].name
        facts = {
            "killed": killed if (killed and rng.random() < 0.87) or by else None,
            "injured": event.injured if event.injured and rng.random() < 0.7 else None,
            "site": event.site if rng.random() < 0.65 else None,
            "group": rng.choice(event.group.names)
            if rng.random() < 0.6 or denied or "perpetrator" in planted
            else None,
            "speaker": rng.choice(event.speaker.names),
            "how": how,
            "by": by,
            "agency": agency,
            "interview": rng.choice(self.outlets) if rng.random() < 0.1 else None,
            "harbors": turn == 1 if "harbors" in planted and turn < 2 else None,
            "background": rng.random() < 0.12,
            "clear": bool(planted) and turn < 2,  # a contradiction is planted where a reader would see it
        }
        return {**facts, "body": prose.write(rng, event.type, town, event.day, facts), "later": later}

    def _note(self, event, planted):
        """Both sides of a contradiction are now in the world."""
        parties = f"{event.speaker.id}:{event.group.id}" if planted == "harbors" else event.id
        self.world.contradicted.add(f"{planted}:{parties}")

    def _article(self, event, dispatch, origin, copy):
        rng = self.rng
        number = len(self.world.origin_of)
        outlet = rng.choice(self.outlets)
        published = event.day + timedelta(days=dispatch["later"] + (copy > 0 and rng.random() < 0.3))
        text = prose.copy(rng, dispatch["body"], dispatch["agency"]) if copy else "\n\n".join(dispatch["body"])
        article = Article(
            id=f"art-{number:06}",
            text=text,
            outlet=outlet,
            published=published.isoformat(),
            title=f"{event.type} {number}",
            lang="en",
        )
        self.world.origin_of[article.id] = origin
        return _Reading(self, event, dispatch, article, published).extraction()


class _Reading:
    """What an extractor makes of one article: mostly right."""

    def __init__(self, maker, event, dispatch, article, published) -> None:
        self.maker, self.event, self.dispatch, self.article, self.published = maker, event, dispatch, article, published
        self.rng = maker.rng
        self.entities: dict[str, Entity] = {}
        self.spans: dict[str, int] = defaultdict(int)

    def extraction(self) -> Extraction:
        event, dispatch = self.event, self.dispatch
        place = self._place()
        incidents = [self._incident(place)]
        claims: list[Claim] = []
        speaker = self._ref(event.speaker, dispatch["speaker"])
        if dispatch["harbors"] is not None:
            claims.append(self._harbors(speaker, denied=dispatch["harbors"]))
        statements = [
            Statement(
                id=part_id("sta", self.article.id, i, i + 1, q),
                speaker=speaker,
                cue="said",
                speech=Speech.direct,
                parent=None,
                start=i,
                end=i + 1,
                quote=q,
            )
            for i, q in enumerate(prose.quoted(self.article.text))
        ]
        if dispatch["background"] and (old := self._background()):
            incidents.append(old)
        return Extraction(
            article=self.article,
            entities=tuple(self.entities.values()),
            claims=tuple(claims),
            statements=tuple(statements),
            incidents=tuple(incidents),
            run=Run(extractor="world", version="1"),
        )

    def _ref(self, actor: Actor, called: str) -> Ref:
        id = entity_id(actor.kind, called)
        self.entities[id] = Entity(
            id=id, kind=actor.kind, name=called, known=False, country=actor.country if self.rng.random() < 0.7 else None
        )
        return Ref(entity=id, kind=actor.kind, name=called, text=called, start=0, end=len(called))

    def _place(self) -> Ref | None:
        chain = self.maker.reference.chain(self.event.place)
        draw = 0.5 if self.dispatch["clear"] else self.rng.random()
        if draw < 0.05:
            return None
        id = chain[0] if draw < 0.83 else chain[1] if draw < 0.9 else chain[-2] if draw < 0.97 else chain[-1]
        return self._named(id)

    def _named(self, id: str) -> Ref:
        place = self.maker.reference.places[id]
        self.entities[id] = Entity(id=id, kind="Place", name=place.name, known=True)
        return Ref(entity=id, kind="Place", name=place.name, text=place.name, start=0, end=1)

    def _incident(self, place: Ref | None) -> Incident:
        event, dispatch, rng = self.event, self.dispatch, self.rng
        kind = TYPES[event.type] if rng.random() < 0.12 and not dispatch["clear"] else event.type
        draw = 0.5 if dispatch["clear"] else rng.random()
        day = event.day + timedelta(days=rng.choice([-1, 1])) if draw < 0.05 else event.day
        time = (
            None
            if draw > 0.9
            else Time(start=day.isoformat(), end=day.isoformat(), precision=Precision.day, text="on that day")
        )
        sentence = self.article.text.split("\n\n")[0]
        group = dispatch["group"]
        did = ()
        if group:
            ref = self._ref(event.group, group)
            did = (
                Party(entity=ref.entity, kind=ref.kind, name=ref.name, text=group, start=0, end=1, how=dispatch["how"]),
            )
        struck = ()
        if dispatch["site"]:
            category = CATEGORY[dispatch["site"]] if rng.random() < 0.8 else None
            struck = (
                Party(
                    entity=None,
                    kind=None,
                    name=dispatch["site"],
                    text=f"a {dispatch['site']}",
                    start=0,
                    end=1,
                    category=category,
                ),
            )
        id = part_id("inc", self.article.id, 0, len(sentence), kind)
        self.maker.world.incident_of[id] = event.id
        return Incident(
            id=id, type=kind, status=Status.occurred, title=kind, perpetrators=did, targets=struck, place=place, date=time,
            killed=self._count(dispatch["killed"]), injured=self._count(dispatch["injured"]), start=0, end=len(sentence), quote=sentence,
        )  # fmt: skip

    def _count(self, number: int | None) -> Count | None:
        if number is None or (not self.dispatch["by"] and self.rng.random() < 0.05):
            return None
        return Count(
            low=number,
            high=None if self.rng.random() < 0.3 else number,
            text=str(number),
            start=0,
            end=1,
            by=self.dispatch["by"],
        )

    def _background(self) -> Incident | None:
        """An older incident, told in passing: month and province only."""
        rng, world = self.rng, self.maker.world
        day = self.event.day - timedelta(days=rng.randrange(40, 200))
        first = day.replace(day=1)
        last = (first + timedelta(days=40)).replace(day=1) - timedelta(days=1)
        chain = self.maker.reference.chain(self.event.place)
        place = self._named(chain[-2])
        id = part_id("inc", self.article.id, 7, 8, "background")
        world.incident_of[id] = f"old-{id}"
        time = Time(start=first.isoformat(), end=last.isoformat(), precision=Precision.month, text="")
        return Incident(
            id=id,
            type=rng.choice(list(TYPES)),
            status=Status.occurred,
            title="",
            place=place,
            date=time,
            start=7,
            end=8,
            quote="It was the latest in a string of attacks in the province this year.",
        )

    def _harbors(self, speaker: Ref, denied: bool) -> Claim:
        """The official is accused of sheltering the group, or denies it."""
        group = self._ref(self.event.group, self.dispatch["group"] or self.event.group.names[0])
        quote = f"{speaker.text} shelters {group.text}"
        return Claim(
            id=claim_id(self.article.id, 3, 9, "HARBORS", speaker.entity, group.entity, str(denied)), predicate="HARBORS", subject=speaker, object=group,
            speaker=speaker if denied else None, speech=Speech.indirect, polarity=Polarity.negative if denied else Polarity.positive, denied=denied, alleged=not denied,
            start=3, end=9, quote=quote, confidence=0.8,
        )  # fmt: skip

"""Small extractions made by hand, where the right graph is known beforehand."""

import random

from graph.project import project
from graph.resolution import Resolver
from schema.ids import claim_id, digest, part_id, text_sha256
from schema.records import (
    Article,
    Claim,
    Count,
    Entity,
    Extraction,
    Incident,
    Mention,
    Modality,
    Party,
    Polarity,
    Precision,
    Quality,
    Ref,
    Run,
    Speech,
    Statement,
    Statistic,
    Status,
    Time,
    Value,
)
from schema.reference import Actor, Alias, Place, Reference

KINDS = {
    "kabul": ("GovernmentBody", "Kabul Administration"),
    "ttp": ("ArmedGroup", "Test Movement"),
    "minister": ("Person", "Minister Example"),
    "speaker": ("Person", "Speaker Example"),
    "china": ("State", "Farland"),
    "pakistan": ("State", "Nearland"),
    "road": ("Project", "Long Road"),
    "town": ("Place", "Smalltown"),
    "r-pass": ("Place", "High Pass"),
    "r-force": ("SecurityForce", "Border Force"),
}
REFERENCE = Reference(
    actors={"r-force": Actor("r-force", "SecurityForce", "Border Force", (Alias("the Force", "short"),), country="NL")},
    places={
        "r-land": Place("r-land", "country", "Nearland", iso="NL", lat=1.0, lon=2.0),
        "r-north": Place("r-north", "admin1", "North Province", within="r-land"),
        "r-pass": Place("r-pass", "site", "High Pass", (Alias("Gardané", "name"),), within="r-north", lat=1.5, lon=2.5),
    },
    offices=(),
    given_names={},
)
"""Reference data of its own, so that these tests know what it says."""


def entity_id(key):
    return key if key.startswith("r-") else f"t-{key}"


def name(key):
    return KINDS.get(key, ("Organisation", key.title()))[1]


def ref(key, at=0):
    """A link to one of KINDS, or an unlinked name when it begins with `?`."""
    if key is None:
        return None
    if key.startswith("?"):
        return Ref(entity=None, kind=None, name=key[1:], text=key[1:], start=at, end=at + len(key) - 1)
    return Ref(
        entity=entity_id(key), kind=KINDS[key][0], name=name(key), text=name(key), start=at, end=at + len(name(key))
    )


def key_of(linked):
    return linked.entity.removeprefix("t-")


def party(key, **more):
    return Party(entity=entity_id(key), kind=KINDS[key][0], name=name(key), text=name(key), start=0, end=1, **more)


def claim(subject, predicate, obj, *, speaker=None, confidence=0.9, key="", start=0, end=20, **more):
    """A claim still without article: `extraction` gives it its id and quote."""
    return {
        "subject": subject,
        "predicate": predicate,
        "object": obj,
        "speaker": speaker,
        "confidence": confidence,
        "key": key,
        "start": start,
        "end": end,
        **more,
    }


def extraction(
    source_id, *claims, outlet=None, published=None, text=None, version="1", incidents=(), statistics=(), statements=()
):
    text = (
        text
        or f"{source_id}: a text with enough words so that each article is a dispatch of its own {digest(source_id)}."
    )
    id = "art-" + digest(source_id)
    made, used = [], set()
    for one in claims:
        fields = dict(one)
        ends = {role: fields.pop(role) for role in ("subject", "object", "speaker")}
        place = fields.pop("place", None)
        used |= {key for key in (*ends.values(), place) if key and not key.startswith("?")}
        refs = {role: ref(key) for role, key in ends.items()}
        start, end = fields["start"], fields["end"]
        made.append(
            Claim(
                id=claim_id(
                    id,
                    start,
                    end,
                    fields["predicate"],
                    ends["subject"],
                    ends["object"],
                    fields.pop("key") + str(ends["speaker"]) + str(fields.get("polarity")),
                ),
                place=ref(place),
                chain=(refs["speaker"],) if refs["speaker"] else (),
                quote=text[start:end],
                rule="hand",
                **refs,
                **fields,
            )
        )
    used |= {key_of(p) for i in incidents for p in (*i.perpetrators, *i.targets, *i.victims)}
    used |= {key_of(i.place) for i in (*incidents, *statistics) if i.place}
    used |= {key_of(s.speaker) for s in statements if s.speaker}
    entities = tuple(
        Entity(id=entity_id(key), kind=KINDS[key][0], name=name(key), known=False, aliases=(name(key).upper(),))
        for key in sorted(used)
    )
    mentions = tuple(
        Mention(
            id=part_id("men", id, 0, 1, key),
            start=0,
            end=1,
            text=name(key),
            kind=KINDS[key][0],
            entity=entity_id(key),
            name=name(key),
            score=1.0,
            reason="hand",
        )
        for key in sorted(used)
    )
    return Extraction(
        article=Article(
            id=id,
            text=text,
            source_id=source_id,
            title=f"About {source_id}",
            url=f"https://{source_id}.example/",
            outlet=outlet,
            published=published,
            sha256=text_sha256(text),
        ),
        entities=entities,
        mentions=mentions,
        claims=tuple(made),
        incidents=tuple(incidents),
        statistics=tuple(statistics),
        statements=tuple(statements),
        quality=(Quality(start=0, end=3, flag="encoding", reason="by hand"),),
        run=Run(extractor="hand", version=version, seconds=0.1),
    )


def incident(key, type="suicide_bombing", status=Status.occurred, **more):
    return Incident(
        id=f"inc-{digest(key)}",
        type=type,
        status=status,
        title=f"Incident {key}",
        start=0,
        end=10,
        quote=f"quote of {key}",
        rule="hand",
        confidence=0.8,
        **more,
    )


def rich():
    """One article that uses every kind of record."""
    said = claim(
        "kabul", "HARBORS", "ttp", speaker="minister", alleged=True, start=0, end=30, place="town", statement="sta-1"
    )
    base = extraction("rich", said, outlet="Daily One", published="2024-06-27")
    claimed = base.claims[0].id
    bombing = incident(
        "rich",
        place=ref("town"),
        date=Time(start="2024-06-01", end="2024-06-02", precision=Precision.range, text="1-2 June"),
        killed=Count(low=3, high=None, text="at least 3", start=0, end=5),
        perpetrators=(party("ttp", how="blamed"),),
        targets=(party("pakistan", category="police"),),
        claims=(claimed,),
    )
    number = Statistic(
        id="num-1",
        measure="violent incidents",
        low=700,
        high=None,
        unit="incidents",
        place=ref("town"),
        period=Time(start="2023-01-01", end="2023-12-31", precision=Precision.year, text="2023"),
        publisher=None,
        start=0,
        end=10,
        quote="700 violent",
    )
    outer = Statement(
        id="sta-0",
        speaker=ref("speaker"),
        cue="said",
        speech=Speech.indirect,
        parent=None,
        start=0,
        end=40,
        quote="outer",
    )
    inner = Statement(
        id="sta-1",
        speaker=ref("minister"),
        cue="told",
        speech=Speech.direct,
        parent="sta-0",
        start=0,
        end=30,
        quote="inner",
        claims=(claimed,),
    )
    paid = claim(
        "china", "INVESTS_IN", "road", value=Value(number=62e9, currency="USD", text="$62 billion"), start=5, end=25
    )
    return extraction(
        "rich",
        said,
        paid,
        outlet="Daily One",
        published="2024-06-27",
        incidents=(bombing,),
        statistics=(number,),
        statements=(outer, inner),
    )


def many(n, claims=10, seed=0):
    """`n` articles of `claims` claims each about the few actors of KINDS, some copied from each other."""
    chance = random.Random(seed)
    actors = [key for key, (kind, _) in KINDS.items() if kind not in {"Place", "Project"}]
    for i in range(n):
        made = [
            claim(
                *chance.sample(actors, 1),
                chance.choice(["CONDEMNS_OPPOSES", "MEETS_NEGOTIATES", "DEMANDS", "WARNS", "AIDS"]),
                chance.choice(actors),
                speaker=chance.choice([None, "minister", "speaker"]),
                alleged=chance.random() < 0.2,
                denied=chance.random() < 0.1,
                key=str(k),
                start=k,
                end=k + 30,
            )
            for k in range(claims)
        ]
        yield extraction(f"many-{seed}-{i}", *made, outlet=f"Outlet {i % 7}", published=f"2024-01-{i % 28 + 1:02d}")


_GIVEN = {}


def settle(store, *extractions):
    """What runs after writing: resolution from nothing, and projection. What was once given is found again by its id."""
    _GIVEN.update((one.article.id, one) for one in extractions)
    found = Resolver(store, lambda ids: [_GIVEN[id] for id in ids if id in _GIVEN]).run()
    project(store)
    return found


__all__ = [
    "KINDS",
    "REFERENCE",
    "Modality",
    "Polarity",
    "claim",
    "extraction",
    "incident",
    "name",
    "party",
    "ref",
    "rich",
    "settle",
]

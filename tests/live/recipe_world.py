"""A small world in which the right answer to every recipe is known."""

from msgspec.structs import replace

from schema.records import Count, Modality, Polarity, Precision, Speech, Statement, Statistic, Status, Time, Value
from tests.live.build import claim, extraction, incident, party, ref


def day(date, text="that day"):
    return Time(start=date, end=date, precision=Precision.day, text=text)


def dead(low, high):
    return Count(low=low, high=high, text=f"{low} dead", start=0, end=3)


def statement(id, speaker, parent=None, claims=()):
    return Statement(
        id=id, speaker=ref(speaker), cue="said", speech=Speech.indirect, parent=parent, start=0, end=20,
        quote=f"said in {id}", claims=claims,
    )  # fmt: skip


def articles():
    """The articles of the world.

    1 June: the Movement attacks Nearland at the High Pass. Nearland accuses Kabul of harbouring it; Kabul denies. 10 June:
    the Force strikes the Movement. 20 June: the Movement attacks again. In May all was quiet.
    """
    pass_attack = incident(
        "first blow",
        type="armed_clash",
        place=ref("r-pass"),
        date=day("2024-06-01"),
        killed=dead(3, 5),
        perpetrators=(party("ttp", how="claimed"),),
        targets=(party("r-force"), party("road")),
    )
    same = incident(
        "first blow again",
        type="armed_clash",
        place=ref("r-pass"),
        date=day("2024-06-02"),
        killed=dead(3, 4),
        perpetrators=(party("kabul", how="blamed"),),
        targets=(party("r-force"),),
    )
    answer = incident(
        "answer",
        type="air_drone_strike",
        place=ref("town"),
        date=day("2024-06-10"),
        killed=dead(7, None),
        perpetrators=(party("r-force", how="fact"),),
        targets=(party("ttp"),),
    )
    counter = incident(
        "counter",
        type="suicide_bombing",
        place=ref("r-pass"),
        date=day("2024-06-20"),
        perpetrators=(party("ttp", how="claimed"), party("kabul", how="blamed")),
        victims=(party("r-force"),),
    )
    plan = incident("plan", status=Status.planned, place=ref("r-pass"), date=day("2024-09-01"))
    accused = claim("kabul", "HARBORS", "ttp", speaker="minister", alleged=True, statement="sta-1")
    first = extraction(
        "one", accused, outlet="Daily One", published="2024-06-02T09:00:00Z", incidents=(pass_attack, plan)
    )
    said = (statement("sta-0", "speaker"), statement("sta-1", "minister", "sta-0", (first.claims[0].id,)))
    evidence = (replace(pass_attack, claims=(first.claims[0].id,)), plan)
    number = Statistic(
        id="num-1", measure="violent incidents", low=4, high=None, unit="incidents", place=ref("r-pass"),
        period=Time(start="2024-01-01", end="2024-12-31", precision=Precision.year, text="2024"), publisher=None,
        start=0, end=10, quote="4 violent",
    )  # fmt: skip
    return [
        extraction(
            "one",
            accused,
            outlet="Daily One",
            published="2024-06-02T09:00:00Z",
            incidents=evidence,
            statements=said,
            statistics=(number,),
        ),
        extraction(
            "two",
            claim("kabul", "HARBORS", "ttp", speaker="kabul", denied=True, polarity=Polarity.negative),
            claim("r-force", "WARNS", "ttp", sense="threat", condition="if it comes again", start=1),
            claim("minister", "HOLDS_OFFICE", "pakistan", about="interior minister", start=2),
            outlet="Two",
            published="2024-06-05",
            incidents=(same,),
        ),
        extraction("three", outlet="Two", published="2024-06-11", incidents=(answer,)),
        extraction(
            "four",
            claim(
                "china",
                "INVESTS_IN",
                "road",
                value=Value(number=62e9, currency="USD", text="$62 billion"),
                condition="if it is safe",
            ),
            claim("china", "DEMANDS", "pakistan", condition="before any more is paid", start=1),
            claim("pakistan", "ALLIED_WITH", "china", start=2),
            claim("ttp", "IN_CONFLICT_WITH", "pakistan", start=3),
            claim("pakistan", "BLAMES_ACCUSES", "kabul", about="the attack", start=4),
            claim("kabul", "DENIES", "pakistan", start=5),
            claim("kabul", "AFFILIATED_WITH", "ttp", flags=("encoding",), start=6),
            claim("china", "THREATENS", "kabul", modality=Modality.conditional, condition="if it goes on", start=7),
            outlet="Daily One",
            published="2024-06-21",
            incidents=(counter,),
        ),
    ]

"""Origins: copies, credits, quotations, who told whom; and what must stay independent."""

import msgspec

from graph.resolve.origins import Origins, compare, trace
from schema.records import Article, Extraction, Mention, Ref, Run, Speech, Statement

BODY = [
    "TORWAL (Castel News Agency) - A bridge over the Morghab was blown up before dawn on Tuesday, cutting the valley off from the plain, engineers said.",
    "Three lorries that waited on the eastern bank fell into the water, and their drivers swam ashore with the help of fishermen.",
    "The provincial council called the damage the worst since the floods and asked the army for pontoons within the week.",
    "Traders in the bazaar said that flour would last for nine days and kerosene for four, if nobody hoarded either.",
    "A schoolteacher who heard the blast counted two explosions, the second one much deeper than the first, and saw no one run away.",
]
OTHER = [
    "TORWAL (Castel News Agency) - Farmers blocked the highway with sacks of onions on Tuesday to protest against a tax on diesel, witnesses said.",
    "The queue of vehicles reached the toll plaza by noon, while children sold water between the cars for the price of a newspaper.",
    "A union leader promised to stay until the minister came in person, and not to talk to deputies any more.",
]


def article(id, text, on="2024-03-05", outlet="Lantern Daily", statements=(), mentions=()):
    return Extraction(
        article=Article(id=id, text=text, outlet=outlet, published=on),
        statements=statements,
        mentions=mentions,
        run=Run(extractor="t", version="1"),
    )


def link(one, other):
    return compare(trace(one), trace(other))


def said(text, quote, name="Amir Torwal", kind="Person"):
    start = text.index(quote)
    speaker = Ref(entity="new-" + name, kind=kind, name=name, text=name, start=0, end=1)
    return Statement(
        id=f"sta-{start}",
        speaker=speaker,
        cue="said",
        speech=Speech.direct,
        parent=None,
        start=start,
        end=start + len(quote),
        quote=quote,
    )


def test_a_copy_that_was_cut_and_lost_its_credit():
    whole = article("a", "\n\n".join(BODY))
    cut = article("b", "\n\n".join([BODY[0].split(" - ")[1], *BODY[1:3]]), on="2024-03-06", outlet="Valley Post")

    found = link(whole, cut)
    assert found is not None and "of the shorter text" in found.reasons[0]


def test_two_stories_of_one_agency_are_two_origins():
    assert link(article("a", "\n\n".join(BODY)), article("b", "\n\n".join(OTHER))) is None


def test_the_same_words_a_year_later_are_another_origin():
    short = "\n\n".join(BODY[:1])
    assert link(article("a", short), article("b", short + " " + OTHER[1])) is not None
    assert link(article("a", short), article("b", short + " " + OTHER[1], on="2025-03-05")) is None


def test_a_shared_quotation_is_one_utterance():
    quote = "whoever laid hands on our only bridge has laid hands on the bread of forty villages"
    one, other = (
        f'{BODY[1]} "{quote}," Amir Torwal said.',
        f'{OTHER[1]} "Let me be plain: {quote}," said Torwal in the evening.',
    )
    first = article("a", one, statements=[said(one, quote)])
    second = article("b", other, statements=[said(other, quote)])

    found = link(first, second)
    assert found is not None and "quotation" in found.reasons[0]
    assert link(first, article("b", other, on="2024-04-05", statements=[said(other, quote)])) is None
    short = f'{OTHER[2]} "our only bridge," Torwal said.'
    assert link(first, article("c", short, statements=[said(short, "our only bridge")])) is None


def test_what_one_told_one_outlet_is_one_origin():
    def told(id, text, on, name="Amir Torwal"):
        at = text.index("Orbit Wire")
        mention = Mention(
            id="m",
            start=at,
            end=at + 10,
            text="Orbit Wire",
            kind="MediaOutlet",
            entity="outlet-orbit",
            name="Orbit Wire",
            score=1,
            reason="alias",
        )
        return article(id, text, on, statements=[said(text, text[at:], name)], mentions=[mention])

    one = told("a", "Amir Torwal told Orbit Wire that the bridge would be mended before the snow.", "2024-03-05")
    assert (
        link(one, told("b", "The works start soon, Torwal told Orbit Wire on a visit to the camp.", "2024-03-06"))
        is not None
    )
    assert (
        link(one, told("b", "The works start soon, Torwal told Orbit Wire on a visit to the camp.", "2024-05-06"))
        is None
    )
    assert (
        link(one, told("b", "Nobody was paid, Sher Gul told Orbit Wire at the gate.", "2024-03-05", "Sher Gul")) is None
    )


def test_a_burst_of_copies_stays_linear():
    def burst(count):
        origins = Origins()
        origins.update(
            [
                trace(
                    article(
                        f"a{i:04}",
                        "\n\n".join([*BODY, f"Copy {i} by desk {i % 7} of the {i}th edition."]),
                        outlet=f"o{i}",
                    )
                )
                for i in range(count)
            ]
        )
        assert len(set(origins.origins("x").values())) == 1
        return origins.compared

    assert burst(500) <= 2.2 * burst(250)


def test_traces_survive_the_store():
    made = trace(article("a", "\n\n".join(BODY)))
    assert msgspec.json.decode(msgspec.json.encode(made), type=type(made)) == made

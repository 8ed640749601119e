"""Who said what: quotations, reported clauses, chains of voices. Sentences written for these tests."""

import pytest

from loaders.extract import cues
from loaders.extract.analyse import analyse
from loaders.extract.document import Document, Saying
from loaders.extract.parse import load_pipeline
from loaders.extract.statements import chain, find_sayings, statement_of, to_statements
from schema.errors import InvalidData
from schema.records import Article, Speech, Statement


def read(text: str) -> tuple[Document, list[Saying]]:
    document = analyse(Article(id="art-test", text=text), load_pipeline())
    return document, find_sayings(document)


def statements(text: str) -> tuple[Statement, ...]:
    return to_statements(*read(text))


def said(text: str) -> set[tuple[str | None, str]]:
    """(speaker as worded, content) of every statement, without outer quotation marks."""
    document, sayings = read(text)
    found = set()
    for saying, statement in zip(sayings, to_statements(document, sayings), strict=True):
        speaker = document.doc[slice(*saying.speaker_span)].text if saying.speaker_span else None
        found.add((speaker, statement.quote.strip('"')))
    return found


def voices(text: str, fragment: str) -> list[str]:
    """The chain of voices, as head words, of the innermost saying that holds the fragment's first token."""
    document, sayings = read(text)
    at = next(t.i for t in document.doc if text.index(fragment) <= document.span(t.i, t.i + 1)[0])
    index = statement_of(document, sayings, at)
    assert index is not None
    return [document.doc[i].text for i in chain(document, sayings, index)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The road is closed, according to a speech that Karim Lodhi gave in Quetta.",
            {("Karim Lodhi", "The road is closed")},
        ),
        ("Even China said that the road was closed.", {("China", "that the road was closed")}),
        ("The board set up a policy urging guards to stay.", set()),
        ("The war left many states feeling that they faced no threat.", {("many states", "that they faced no threat")}),
        (
            'On Monday, Karim Lodhi made the following comment:\n\n"The road is closed and it will stay closed."',
            {("Karim Lodhi", "The road is closed and it will stay closed.")},
        ),
        ("The governor said that the road was closed.", {("The governor", "that the road was closed")}),
        ("The road was closed, the governor said.", {("the governor", "The road was closed")}),
        ("The bill, he said, would harm farmers.", {("he", "The bill, he said, would harm farmers")}),
        ("Iran warned that it would respond.", {("Iran", "that it would respond")}),
        ("The group denied that it had carried out the attack.", {("The group", "that it had carried out the attack")}),
        ("The opposition rejected the ruling.", {("The opposition", "the ruling")}),
        ("The rebels vowed to continue the war.", {("The rebels", "to continue the war")}),
        ("The envoy called for an immediate ceasefire.", {("The envoy", "an immediate ceasefire")}),
        ("The spokesman called the report a fabrication.", {("The spokesman", "the report a fabrication")}),
        ("As the general put it, the war was lost.", {("the general", "the war was lost")}),
        (
            "A statement issued by the ministry said the border would reopen.",
            {("the ministry", "the border would reopen")},
        ),
        (
            "The ministry issued a statement saying the border would reopen.",
            {("The ministry", "the border would reopen")},
        ),
        ("Officials said on condition of anonymity that the raid failed.", {("Officials", "that the raid failed")}),
    ],
)
def test_a_cue_gives_its_content_to_its_subject(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "According to the police, two men fled.",
        "Two men fled, according to the police.",
    ],
)
def test_according_to(text):
    assert {(speaker, content.lower()) for speaker, content in said(text)} == {("the police", "two men fled")}


def test_an_interrupting_source_is_a_gap_and_no_content():
    document, sayings = read("Two men, according to the police, fled.")
    (saying,) = sayings
    inside = [t.text for t in document.doc if statement_of(document, sayings, t.i) is not None]
    assert [word for word in inside if word.isalpha()] == ["Two", "men", "fled"]
    assert saying.gaps


@pytest.mark.parametrize(
    ("text", "speaker", "quote"),
    [
        ('"We will not talk to them," the minister said.', "the minister", '"We will not talk to them,"'),
        ('The minister said: "We will not talk to them."', "The minister", '"We will not talk to them."'),
        (
            '"We will not talk to them," said Colonel Ahmed, who commands the unit.',
            "Colonel Ahmed",
            '"We will not talk to them,"',
        ),
        (
            '"We tried to talk," the minister said on Monday. "They never came."',
            "the minister",
            '"We tried to talk," the minister said on Monday. "They never came."',
        ),
    ],
)
def test_quotations_belong_to_the_cue_beside_them(text, speaker, quote):
    document, sayings = read(text)
    first = to_statements(document, sayings)[0]
    assert first.speech is Speech.direct
    assert sayings[0].speaker_span is not None
    assert document.doc[slice(*sayings[0].speaker_span)].text == speaker
    assert first.quote == quote


def test_a_paragraph_of_quotation_goes_on_with_the_speaker_before():
    text = '"We tried to talk to them," the minister said.\n\n"They never came, and we waited for days."'
    (statement,) = statements(text)
    assert statement.quote == text
    assert statement.speaker is not None
    assert statement.speaker.text == "the minister"


def test_a_quotation_without_a_cue_has_low_confidence():
    text = 'The minister said the talks had failed. The rebels were "playing for time as they always do" and winning.'
    orphan = next(s for s in statements(text) if "playing" in s.quote)
    assert orphan.confidence < 0.5
    assert orphan.rule == "quote:orphan"


def test_scare_quotes_and_titles_are_no_statements():
    assert statements('The "reform" was dropped. The channel broadcast "Evening Report" on Monday.') == ()


@pytest.mark.parametrize(
    ("text", "fragment", "expected"),
    [
        (
            "Dawn reported that the minister, in separate remarks to a local news channel, said the border would close.",
            "the border",
            ["Dawn", "channel", "minister"],
        ),
        ("The army chief told Reuters that the operation would begin.", "the operation", ["Reuters", "chief"]),
        ("The army chief told Parliament that the operation would begin.", "the operation", ["chief"]),
        ("In an interview with Voice of America, he said Kabul was lying.", "Kabul", ["Voice", "he"]),
        ("In remarks aired by Geo News, the envoy denied that talks had taken place.", "talks", ["News", "envoy"]),
        ("The media quoted the president as saying the road was closed.", "the road", ["media", "president"]),
        ("The governor was quoted by AFP as saying that the road was closed.", "the road", ["AFP", "governor"]),
        ("Police said 12 people were killed, Reuters reported.", "12 people", ["Reuters", "Police"]),
        (
            "Reuters reported, citing security officials, that the bridge had been destroyed.",
            "the bridge",
            ["Reuters", "officials"],
        ),
        (
            '"We are in shock," NBC News quoted the father as saying.',
            "We are",
            ["News", "father"],
        ),
    ],
)
def test_the_chain_leads_from_the_nearest_voice_to_the_speaker(text, fragment, expected):
    assert voices(text, fragment) == expected


def test_nested_statements_name_their_parent():
    outer, inner = statements("The minister said India had denied that it armed the rebels.")
    assert inner.parent == outer.id
    assert outer.parent is None
    assert inner.cue == "had denied"


def test_what_a_speaker_says_of_himself_is_one_statement():
    assert len(statements("The minister said he believed that the talks had failed.")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "If he says that the war is over, nobody will listen.",
        "He would say that the war is over.",
        "The ministry did not say that the war was over.",
        "I believe that the war is over.",
        "Militants attacked a checkpoint near the border.",
        "This shows that the war is over.",
        "The storm highlighted the weakness of the dams.",
        "A man accused of killing two people was freed.",
        "They opened the road in order to supply the garrison.",
    ],
)
def test_what_was_not_said_by_anybody_is_no_statement(text):
    assert statements(text) == ()


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The minister said the road was closed.", "say"),
        ("Analysts believe the group has split.", "believe"),
        ("The rebels refused to lay down their arms.", "intend"),
        ("The opposition condemned the raid.", "judge"),
        ("The group denied any role in the attack.", "deny"),
        ("Islamabad accused Kabul of sheltering militants.", "allege"),
        ("The envoy urged both sides to stop the fighting.", "ask"),
        ("Kabul claimed the strike had killed civilians.", "allege"),
    ],
)
def test_the_cue_tells_the_stance(text, stance):
    _, sayings = read(text)
    assert [s.stance for s in sayings] == [stance]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "He said the TTP operated from abroad and blamed the previous government for the violence.",
            {("He", "the TTP operated from abroad"), ("He", "the previous government for the violence")},
        ),
        (
            "Police said gunmen killed two men, adding that a search had begun.",
            {("Police", "gunmen killed two men"), ("Police", "that a search had begun")},
        ),
        (
            "Pakistan said the raid failed while Afghan officials said it had gone well.",
            {("Pakistan", "the raid failed"), ("Afghan officials", "it had gone well")},
        ),
        (
            "The spokeswoman declined to comment on whether the family had money abroad, saying it was a private matter.",
            {
                ("The spokeswoman", "to comment on whether the family had money abroad"),
                ("The spokeswoman", "it was a private matter"),
            },
        ),
    ],
)
def test_coordinated_cues_are_not_swallowed(text, expected):
    assert said(text) == expected


def test_impersonal_reports_have_no_speaker():
    (statement,) = statements("It is reported that the men fled across the border.")
    assert statement.speaker is None
    assert statement.confidence <= 0.5


def test_labels_of_people_but_not_of_places():
    assert ("Police", "Gunmen killed four men in the market") in said(
        "Police: Gunmen killed four men in the market\n\nIt rained."
    )
    assert not any(speaker == "Pakistan" for speaker, _ in said("Pakistan: Bomb kills four in market\n\nIt rained."))


def test_quotes_are_verbatim_slices_of_the_original_and_ids_repeat():
    text = "PESHAWAR, Pakistan (Reuters) - The governor said “the road is closed” and blamed the rain.\n\n“We wait,” he said."
    first, second = statements(text), statements(text)
    assert first == second
    assert all(text[s.start : s.end] == s.quote for s in first)
    assert len({s.id for s in first}) == len(first)


def test_renaming_the_speaker_changes_nothing_but_the_name():
    shape = [(s.stance, s.rule, s.start, s.end) for s in read("Khan said that the road was closed.")[1]]
    assert shape == [(s.stance, s.rule, s.start, s.end) for s in read("Zwoll said that the road was closed.")[1]]


def test_an_empty_article_has_no_statements():
    assert statements(" ") == ()


def test_the_lexicon_names_the_word_that_stands_twice():
    with pytest.raises(InvalidData, match="'claim' stands under two stances"):
        cues.parse({"say": {"clause": "claim"}, "allege": {"clause": "claim"}}, "cues.yaml")


def test_the_lexicon_names_the_unknown_frame():
    with pytest.raises(InvalidData, match="unknown frame 'claus'"):
        cues.parse({"say": {"claus": "claim"}}, "cues.yaml")

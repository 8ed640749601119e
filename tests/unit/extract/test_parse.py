from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.extract.mend import _is_forest

WORDS = ["Pakistan", "the", "TTP", "blamed", "said", "“we", "win”", "Kabul", "he", "&amp;", "<b>", ".", ",", "\n", "It", "Mr", "Khan", "KABUL (Reuters) -", "(", ")", "'s", "killed", "12", "\u200b", "é", "😀", "\ud800", "-", "Name.The"]  # fmt: skip


def quoted(document) -> list[str]:
    return [document.span(q.start, q.end)[2] for q in document.quotations]


def test_quotations_are_paired_paragraph_by_paragraph(read) -> None:
    document = read('"We will fight," he said. "They know it."\n"This goes on\n"It ends here," he said.')
    assert quoted(document) == ["We will fight,", "They know it.", "This goes on", "It ends here,"]
    assert [q.open for q in document.quotations] == [False, False, True, False]


def test_single_quotation_marks_count_where_there_are_no_double_ones(read) -> None:
    assert quoted(read("The militants' leader said: 'We will not stop.' He left.")) == ["We will not stop."]


def test_sentences_leave_datelines_out(read) -> None:
    document = read("QUETTA, Pakistan (Reuters) - Two men were killed. Police came.")
    assert [document.span(s.start, s.end)[2] for s in document.sentences] == ["Two men were killed.", "Police came."]
    assert [document.span(a, b)[2] for a, b in document.datelines] == ["QUETTA, Pakistan"]


def test_the_date_of_a_dateline_dates_the_article(read) -> None:
    assert read("Bogota, 4 Feb 90 (EFE) -- Two men were killed today.", None).published == date(1990, 2, 4)
    assert read("Bogota (EFE) -- Two men were killed today.", None).published is None


def test_capitals_are_read_as_prose_and_keep_their_offsets(read) -> None:
    text = "GUNMEN KILLED FOUR SOLDIERS OF THE PAKISTAN ARMY IN QUETTA ON MONDAY, POLICE SAID."
    document = read(text)
    assert document.span(0, 1)[2] == "GUNMEN"
    assert {m.entity for m in document.mentions} >= {"force-pk-army", "place-pk-quetta"}
    assert any(t.text == "killed" and t.pos_ == "VERB" for t in document.doc)


def test_nothing_to_read_is_no_error(read) -> None:
    for text in ("", " \n", "\u200b", "...", "<p></p>", "\ud800"):
        assert read(text).mentions == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.sampled_from(WORDS), max_size=40))
def test_every_span_is_a_slice_of_the_original(read, parts) -> None:
    text = " ".join(parts)
    document = read(text)
    assert document.doc.text == document.clean.text
    spans = [(s.start, s.end) for s in document.sentences] + [(m.start, m.end) for m in document.mentions]
    spans += [(q.start, q.end) for q in document.quotations]
    last = 0
    for sentence in document.sentences:
        start, end, _ = document.span(sentence.start, sentence.end)
        assert last <= start <= end <= len(text)
        last = end
    for start, end in spans:
        a, b, words = document.span(start, end)
        assert words == text[a:b]
    for flaw in document.quality:
        assert 0 <= flaw.start <= flaw.end <= len(text)


def test_long_and_odd_texts_end_in_time(read) -> None:
    for text in ("x" * 50_000, "attack " * 10_000, '" ' * 2_000, "the unit and " * 3_000, "1 | 2 | 3 |\n" * 300):
        assert read(text).doc.text


@pytest.mark.parametrize(
    ("text", "verb", "subject", "obj"),
    [
        ("Omar Rind said that the Harakat al-Sahra smuggled heroin into Kenya.", "smuggled", "Sahra", "heroin"),
        ("Turkey harbors Abu Sayyaf, Vladimir Putin said on Tuesday.", "harbors", "Turkey", "Sayyaf"),
        ("The Liberation Army may have trafficked arms into Kenya, officials said.", "trafficked", "Army", "arms"),
        ("The Harakat al-Sahra rules Tersek province, Vladimir Putin said.", "rules", "Sahra", "province"),
    ],
)
def test_verbs_that_the_parser_missed_stand_in_the_parse(read, text: str, verb: str, subject: str, obj: str) -> None:
    doc = read(text).doc
    (token,) = [t for t in doc if t.text == verb]
    assert token.pos_ == "VERB"
    assert [c.text for c in token.children if c.dep_ == "nsubj"] == [subject]
    assert [c.text for c in token.children if c.dep_ == "dobj"] == [obj]


def test_a_circle_of_heads_is_no_forest() -> None:
    assert _is_forest([0, 0, 1, 3])
    assert not _is_forest([0, 2, 1])


@pytest.mark.parametrize(
    ("text", "verb", "lemma"),
    [
        ("The rebels staged a coup.", "staged", "stage"),
        ("They are staging attacks.", "staging", "stage"),
        ("Soldiers raped three women.", "raped", "rape"),
        ("They waged war on the state.", "waged", "wage"),
        ("The gunmen spared the children.", "spared", "spare"),
        ("He rates it.", "rates", "rate"),
        ("The army planned an attack.", "planned", "plan"),
        ("Guards barred the road.", "barred", "bar"),
        ("The gang robs banks.", "robs", "rob"),
        ("They were winning.", "winning", "win"),
        ("Troops cordoned off the area.", "cordoned", "cordon"),
    ],
)
def test_a_form_is_of_the_verb_whose_consonant_it_doubles_or_not(read, text: str, verb: str, lemma: str) -> None:
    assert [token.lemma_ for token in read(text).doc if token.text == verb] == [lemma]

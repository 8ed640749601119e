import pytest

from loaders.extract.layout import MAX_RUN, segments

PLACES = frozenset(["kabul", "quetta", "lahore", "pakistan", "afghanistan", "peshawar", "geneva", "bogota", "islamabad", "karachi"])  # fmt: skip


def cut(text: str) -> list[tuple[str, str]]:
    return [(s.kind, text[s.start : s.end]) for s in segments(text, PLACES)]


@pytest.mark.parametrize(
    ("opening", "place"),
    [
        ("QUETTA, Pakistan (Reuters) - ", "QUETTA, Pakistan"),
        ("Kabul, Afghanistan (CNN) -- ", "Kabul, Afghanistan"),
        ("GENEVA — ", "GENEVA"),
        ("LAHORE, Pakistan ", "LAHORE, Pakistan"),
        ("KABUL ", "KABUL"),
        ("ISLAMABAD: ", "ISLAMABAD"),
        ("Bogota city, 4 Feb 90 (ACAN-EFE) -- ", "Bogota city, 4 Feb 90"),
        ("PESHAWAR, Pakistan/KABUL ", "PESHAWAR, Pakistan/KABUL"),
    ],
)
def test_datelines_are_cut_off(opening: str, place: str) -> None:
    text = f"{opening}Two soldiers were killed on Monday. More follows."
    assert cut(text) == [("dateline", place), ("body", "Two soldiers were killed on Monday. More follows.")]


@pytest.mark.parametrize(
    "text",
    [
        "U.S. troops left the base on Monday.",
        "NATO - the alliance - met on Monday.",
        "TTP: we did it, the statement said.",
        "BLA fighters attacked a convoy on Monday.",
        "Kabul Airport was closed on Monday.",
        "President Alvi (the head of state) - left on Monday.",
    ],
)
def test_other_openings_stay(text: str) -> None:
    assert cut(text) == [("body", text)]


def test_an_agency_alone_is_dropped() -> None:
    assert cut("(CNN) -- On Sunday a missile struck.") == [("body", "On Sunday a missile struck.")]


def test_a_name_after_a_dateline_keeps_its_first_word() -> None:
    assert cut("KABUL, Afghanistan Islamic State fighters attacked.") == [
        ("dateline", "KABUL, Afghanistan"),
        ("body", "Islamic State fighters attacked."),
    ]


def test_headings_are_short_lines_without_a_stop() -> None:
    text = "Talks resume in the capital\nThe two sides met on Monday.\nBorder closed\nIt stays shut."
    assert [kind for kind, _ in cut(text)] == ["heading", "body", "heading", "body"]


def test_one_line_alone_is_no_heading() -> None:
    assert cut("Pakistan blames the group for the attack") == [("body", "Pakistan blames the group for the attack")]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Men were seen. NDA The truce with the rebels ended in May.", "NDA"),
        ("He agreed to it. Closing the camps The raid is aimed at smugglers.", "Closing the camps"),
    ],
)
def test_glued_headings_are_cut_and_flagged(text: str, heading: str) -> None:
    found = [s for s in segments(text, PLACES) if s.kind == "heading"]
    assert [text[s.start : s.end] for s in found] == [heading]
    assert all(s.glued for s in found)


@pytest.mark.parametrize(
    "text",
    ["Officials in The Hague said so. The court met.", "On Monday The New York Times said it. He left.", "In May the army left. The war ended."],
)  # fmt: skip
def test_capital_articles_inside_a_sentence_are_no_glued_heading(text: str) -> None:
    assert cut(text) == [("body", text)]


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    line = "the army said that it had moved several units to the border area"
    text = "\n".join([line] * 8) + "\n\nA second paragraph follows here."
    assert len(segments(text, PLACES)) == 2


def test_credit_lines_are_not_read() -> None:
    assert [k for k, _ in cut("They met.\n(Reporting by Ann Lee in Kabul; Editing by Bo Day)")][1] == "credit"


def test_no_piece_is_longer_than_the_parser_takes() -> None:
    text = "word " * 20_000
    found = segments(text, PLACES)
    assert max(s.end - s.start for s in found) <= MAX_RUN
    assert "".join(text[s.start : s.end] for s in found).replace(" ", "") == text.replace(" ", "")

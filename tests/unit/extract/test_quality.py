import pytest


def flags(document) -> set[str]:
    return {q.flag for q in document.quality}


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("He said the troops would \ufffd\ufffd leave the town on Monday.", "encoding"),
        ("The army {{ template }} left the town on Monday.", "markup"),
        ("Name | 12 | 14 | 15 | 17 | 20", "table"),
        ("La policía dijo que el ejército atacó a los rebeldes en la ciudad y que no habrá diálogo con ellos hoy.", "not_english"),
        ("Said on Monday the troops of the army would leave the valley.", "missing_subject"),
        ("The army left the town on Monday. He stayed. The army left the town on Monday.", "repeated"),
        ("Men were seen. NDA The truce with the rebels ended in May.", "glued_heading"),
        ("The US withdrawal from Iran in August 2021 surprised the region.", "contradicts_reference"),
    ],
)  # fmt: skip
def test_damage_is_flagged(read, text: str, flag: str) -> None:
    assert flag in flags(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "The US withdrawal from Afghanistan in August 2021 surprised the region.",
        "The US withdrawal from Iran in August 2013 surprised the region.",
        "The Turkish withdrawal from Iran in August 2021 surprised the region.",
        "Is the decision of the court final? He did not say.",
        "“We will go,” he said. The army left on Monday & stayed away.",
    ],
)
def test_sound_sentences_are_not(read, text: str) -> None:
    assert flags(read(text)) == set()


def test_flags_lead_to_the_sentence(read) -> None:
    text = "He spoke. The US withdrawal from Iran in August 2021 surprised the region."
    document = read(text)
    (found,) = document.quality
    assert text[found.start : found.end].startswith("The US withdrawal")
    assert document.sentences[1].flags == {"contradicts_reference"}
    assert "AF" in found.reason

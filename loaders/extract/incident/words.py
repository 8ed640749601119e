"""Small closed lists of words that belong to a rule, not to the lexicon."""


def word_set(text: str) -> frozenset[str]:
    """The words of a string as a set."""
    return frozenset(text.split())

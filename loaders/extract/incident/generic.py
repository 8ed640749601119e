"""Mentions of no one event: habits, kinds, numbers of cases, states of affairs, records of deeds."""

from __future__ import annotations

from spacy.tokens import Token

from loaders.extract.incident.counts import count_of
from loaders.extract.incident.grammar import lemma
from loaders.extract.incident.lexicon import key, lexicon
from loaders.extract.incident.status import infinitive

_SERIES = 5  # so many events in one breath are a count of cases


def generic_noun(noun: Token) -> bool:
    """A habit, a kind or a number of cases, not one event: "attacks have increased", "such bombings", "victims of violence"."""
    lists = lexicon().lists
    doc = noun.doc
    plural = noun.tag_ in ("NNS", "NNPS")
    determiner = next((c for c in noun.children if c.dep_ == "det"), None)
    for child in noun.children:
        if (
            child.i < noun.i
            and child.lower_ in lists["generic.determiners"]
            and child.dep_ in ("det", "amod", "predet")
            and (plural or child.lower_ in ("any", "such", "no", "every", "future", "further", "each"))
        ):
            return True
    nxt = doc[noun.i + 1] if noun.i + 1 < len(doc) else None
    if noun.dep_ == "compound" and nxt is not None and key(nxt) in lists["generic.compound_heads"]:
        return True
    head = noun.head
    if (
        noun.dep_ == "pobj"
        and head.lower_ in ("of", "in", "for")
        and key(head.head) in lists["generic.counters"]
        and (plural or determiner is None)
    ):
        return True
    if noun.dep_ == "pobj" and head.lower_ == "of" and head.head.pos_ == "NUM" and head.head.lower_ != "one":
        return True  # "39 of the attacks"
    number = count_of(noun)
    if plural and number is not None and number.low >= _SERIES:
        return True  # "at least 42 attacks"
    specific = determiner is not None and determiner.lower_ in (
        "the",
        "this",
        "these",
        "those",
        "that",
        "a",
        "an",
        "another",
        "both",
    )
    if noun.dep_ == "nsubj" and plural and lemma(head) in lists["generic.rise_verbs"]:
        return True
    possessed = any(c.dep_ == "poss" for c in noun.children)
    counted = any(c.dep_ == "nummod" for c in noun.children)
    if plural and not specific and not possessed and not counted:
        return not _happened(noun)
    if (
        not plural
        and determiner is None
        and not possessed
        and noun.dep_ in ("pobj", "conj", "dobj", "nsubj")
        and noun.pos_ == "NOUN"
    ):
        return not any(
            c.dep_ in ("prep", "acl", "amod", "compound", "nummod") for c in noun.children
        ) and noun.lower_ in (
            "attack",
            "murder",
            "assassination",
            "kidnapping",
            "killing",
            "robbery",
            "abduction",
            "protest",
            "torture",
            "rape",
            "arson",
            "death",
            "sabotage",
            "theft",
        )
    return False


def _happened(noun: Token) -> bool:
    """A plural without article that still tells of something done: subject or object of a past verb, or with a count of dead."""
    head = noun.head
    if head.pos_ == "VERB" and any(c.dep_ == "aux" and c.lower_ in ("has", "have", "'ve") for c in head.children):
        return False  # "the country has suffered attacks"
    if noun.dep_ in ("nsubj", "nsubjpass", "dobj") and head.pos_ == "VERB":
        return head.tag_ in ("VBD", "VBN") or any(c.tag_ == "VBD" for c in head.children if c.dep_.startswith("aux"))
    if noun.dep_ == "pobj" and head.lower_ in ("in", "by") and head.head.pos_ == "VERB":
        return head.head.tag_ in ("VBD", "VBN")
    return any(c.dep_ in ("relcl",) for c in noun.children)


def standing(verb: Token) -> bool:
    """A state of affairs or a record of deeds: "are battling", "have attacked"; without a day or a count it tells of no one event."""
    aux = [c for c in verb.children if c.dep_ == "aux"]
    if verb.tag_ == "VBG":
        return any(c.tag_ in ("VBZ", "VBP") for c in aux) or (
            verb.dep_ == "conj" and verb.head.tag_ == "VBG" and standing(verb.head)
        )
    return any(c.lower_ in ("has", "have", "'ve") for c in aux)


def habitual(verb: Token) -> bool:
    """A simple present or a habit adverb: what they do, not what they did."""
    lists = lexicon().lists
    if any(c.dep_ == "advmod" and c.lower_ in lists["generic.adverbs"] for c in verb.children):
        return True
    above = verb.head
    if verb.dep_ in ("xcomp", "advcl") and infinitive(verb) and lemma(above) == "use" and above.tag_ in ("VBZ", "VBP"):
        return True  # "they use mines to ambush convoys"
    if verb.tag_ in ("VBZ", "VBP") and not any(c.dep_ in ("aux", "auxpass") for c in verb.children):
        heading = verb.sent.end - verb.sent.start < 16 and verb.dep_ == "ROOT" and verb.sent[-1].text not in ".?!"
        return not heading
    if verb.tag_ == "VBG" and any(c.dep_ == "aux" and c.tag_ in ("VBZ", "VBP") for c in verb.children):
        return False
    return (
        verb.tag_ in ("VBN",)
        and any(c.dep_ == "auxpass" and c.tag_ in ("VBZ", "VBP") and c.lower_ != "been" for c in verb.children)
        and not any(c.dep_ == "aux" for c in verb.children)
    )

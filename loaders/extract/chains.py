"""Through whom a saying came: the voices from the one nearest to the article to the speaker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.extract.cues import Cues, load
from loaders.extract.document import Document, Saying
from loaders.extract.voices import relay_of, speaker_span, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token


def chain(document: Document, sayings: list[Saying], index: int) -> list[int]:
    """Head tokens of the voices that a saying came through, outermost first, the speaker last.

    "Dawn reported that the minister, in remarks to a channel, said …" gives Dawn, channel, minister for the minister's saying.
    """
    path: list[Saying] = []
    at: int | None = index
    while at is not None:
        path.append(sayings[at])
        at = sayings[at].parent
    heads: list[int] = []
    for saying in reversed(path):
        for head in (*media(document, saying), saying.speaker):
            if head is not None and not _heard(document, heads, head):
                heads.append(head)
    return heads


def _heard(document: Document, heads: list[int], head: int) -> bool:
    mention = document.mention_of(head)
    entity = mention.entity if mention else None
    return any(h == head or (entity and (m := document.mention_of(h)) and m.entity == entity) for h in heads)


def media(document: Document, saying: Saying) -> list[int]:
    """Head tokens of the media that the words of one saying came through, the one nearest to the article first."""
    if saying.cue is None:
        return []
    cue, cues = document.doc[saying.cue], load()
    found: list[int] = []
    relay = relay_of(cue, cues)
    if relay is not None:
        medium = subject_of(relay).token if not _is_passive(relay) else _agent(relay)
        if medium is not None and medium.i != saying.speaker:
            found.append(medium.i)
        cue = relay
    sentence = document.sentence_of(cue.i)
    for i in range(sentence.start, sentence.end):
        token = document.doc[i]
        if i not in found and i != saying.speaker and token.pos_ in ("NOUN", "PROPN") and _addressed(token, cue, cues):
            head = token
            if is_outlet(document, head, cues) and _outside(saying, i):
                found.append(head.i)
    return found


def _outside(saying: Saying, i: int) -> bool:
    return not saying.start <= i < saying.end or any(a <= i < b for a, b in saying.gaps)


def _addressed(token: Token, cue: Token, cues: Cues) -> bool:
    """Whether the outlet `token` is whom `cue` is said to, or the partner of the conversation that the words come from."""
    head = token.head
    if head.i == cue.i:
        return token.dep_ in ("dobj", "dative") and cue.lemma_ in ("tell", "inform", "assure", "brief")
    if token.dep_ in ("compound", "poss", "nmod"):  # "in a BBC interview"
        if head.lemma_.lower() not in cues.conversation:
            return False
    elif token.dep_ == "pobj":
        if head.lower_ not in ("to", "with", "by", "on", "for", "via", "through", "from", "in"):
            return False
        above = head.head
        talk = above.lemma_.lower() in cues.conversation or above.lemma_ in (
            "speak",
            "talk",
            "appear",
            "broadcast",
            "air",
            "publish",
        )
        if not talk and not (above.i == cue.i and head.lower_ in ("to", "on", "via", "through", "with")):
            return False
    else:
        return False
    for _ in range(7):
        if head.i == cue.i:
            return True
        if head.dep_ in ("nsubj", "ccomp", "relcl", "conj", "ROOT"):
            return False
        head = head.head
    return False


def is_outlet(document: Document, head: Token, cues: Cues) -> bool:
    """Whether a nominal is a news outlet: by its link, by its name, or by its noun ("a local news channel")."""
    mention = document.mention_of(head.i)
    if mention is not None and mention.kind is not None:
        return mention.kind == "MediaOutlet"
    if head.pos_ == "NOUN":
        return head.lemma_.lower() in cues.outlet_nouns
    name = head.doc[slice(*speaker_span(head))].text.removeprefix("the ").removeprefix("The ")
    first = name.split(" ", 1)[0].casefold()
    if first in cues.outlet_names and head.ent_type_ != "PERSON":
        return True
    return (
        name.casefold() in cues.outlet_names
        or head.text in cues.outlet_endings
        or head.text.casefold() in cues.outlet_names
    )


def _is_passive(verb: Token) -> bool:
    return any(c.dep_ in ("nsubjpass", "auxpass", "agent") for c in verb.children)


def _agent(verb: Token) -> Token | None:
    return next((p for c in verb.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"), None)

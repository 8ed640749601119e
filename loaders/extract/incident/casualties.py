"""Killed and injured of an event as ranges, attackers apart, with the words of each count and who counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from loaders.extract.document import Document, Saying
from loaders.extract.incident.counts import Number, count_of, number_of
from loaders.extract.incident.distinct import attacker, side
from loaders.extract.incident.event import Cluster
from loaders.extract.incident.filler import HUMAN, Filler
from loaders.extract.incident.kinds import armed
from loaders.extract.incident.lexicon import key, lexicon
from loaders.extract.incident.mention import Trigger
from schema.records import Count

MOST = 1000  # a single incident with more dead than this is nearly always a total over years
_AMONG = frozenset({"among", "including"})
_CLAUSE = 8  # tokens
_CLOSE = 0.5  # a second count below this share of the largest is a part, not another source's total


@dataclass(slots=True)
class Toll:
    """The counts of one event."""

    killed: Count | None = None
    injured: Count | None = None
    attackers: Count | None = None
    all: list[Count] = field(default_factory=list)


@dataclass(slots=True)
class _Said:
    low: int
    high: int | None
    start: int
    end: int
    effect: str  # killed | injured | attackers | combined
    exact: bool  # counted, not merely one named or described person
    side: str | None = None  # of those who fell


def toll(document: Document, cluster: Cluster, sayings: Sequence[Saying], attack: bool) -> Toll:
    """`attack`: somebody outside the state attacked, so that dead militants are the attackers' losses."""
    said: list[_Said] = []
    for trigger in cluster.triggers:
        said.extend(_of_trigger(document, trigger, attack, cluster))
    said = _both_sides(document, said)
    said.extend(_tolls(document, cluster))
    result = Toll()
    for effect in ("killed", "injured", "attackers", "combined"):
        chosen = [s for s in said if s.effect == effect and s.low <= MOST]
        if not chosen:
            continue
        records = [_record(document, s, sayings) for s in chosen]
        best = _range(document, chosen, records)
        if effect == "killed":
            result.killed = best
        elif effect == "injured":
            result.injured = best
        elif effect == "attackers":
            result.attackers = best
        result.all.extend(r for r, s in zip(records, chosen, strict=True) if s.exact and r not in result.all)
    if len(result.all) == 1 and not any(s.effect == "combined" for s in said):
        result.all = []
    return result


def _of_trigger(document: Document, trigger: Trigger, attack: bool, cluster: Cluster) -> list[_Said]:
    doc = document.doc
    effect = trigger.effect
    if effect not in ("killed", "injured"):
        return []
    if trigger.status.value not in ("occurred", "ongoing"):
        return []  # "tried to kill two judges": nobody fell
    defended = any(armed(f) for f in trigger.agents)  # whom fighters kill are not the attackers' losses
    groups: dict[str, list[Filler]] = {}
    for filler in trigger.patients:
        if filler.number is None or not (filler.cls in HUMAN or filler.cls in ("other", "name", "group")):
            continue
        if doc[filler.head].pos_ == "PRON":
            continue
        if _part(document, filler, trigger.patients):
            continue
        own = any(filler.head == f.head or (filler.names and filler.names == f.names) for f in cluster.agents())
        fell = effect == "killed" and not defended
        outsider = (armed(filler) and attack and fell) or (fell and attacker(document, filler)) or own
        groups.setdefault("attackers" if outsider else effect, []).append(filler)
    out = []
    for label, fillers in groups.items():
        numbers = [f.number for f in fillers if f.number is not None]
        low = sum(n[0] for n in numbers)
        high: int | None = 0
        for n in numbers:
            high = None if high is None or n[1] is None else high + n[1]
        counted = any((f.number or (0, 0))[0] > 1 for f in fillers) or len(fillers) > 1
        start, end = _words(document, fillers)
        out.append(_Said(low, high, start, end, label, counted, side(fillers)))
    if not groups and trigger.noun:  # "resulting in 12 deaths"
        number = count_of(doc[trigger.token])
        if number is not None:
            combined = any(
                c.dep_ == "conj" and key(c) in ("injury", "wounded", "casualty") for c in doc[trigger.token].children
            )
            out.append(
                _Said(
                    number.low, number.high, number.start, trigger.token + 1, "combined" if combined else effect, True
                )
            )
    return out


def _both_sides(document: Document, said: list[_Said]) -> list[_Said]:
    """ "14 soldiers were killed and 21 militants died": what one sentence counts of either side is added up."""
    kept: list[_Said] = []
    for s in said:
        other = next((k for k, o in enumerate(kept) if _other_side(document, o, s)), None)
        if other is None:
            kept.append(s)
            continue
        first, last = sorted((kept[other], s), key=lambda x: x.start)
        high = None if first.high is None or last.high is None else first.high + last.high
        kept[other] = _Said(first.low + last.low, high, first.start, last.end, s.effect, True)
    return kept


def _other_side(document: Document, a: _Said, b: _Said) -> bool:
    same = a.effect == b.effect and document.sentence_of(a.start).index == document.sentence_of(b.start).index
    return same and {a.side, b.side} == {"state", "armed"}


def _part(document: Document, filler: Filler, patients: list[Filler]) -> bool:
    """ "nine people, among them three children": the children are of the nine."""
    first = max(document.sentence_of(filler.head).start, filler.start - _CLAUSE)
    at = next((i for i in range(filler.start - 1, first - 1, -1) if document.doc[i].lower_ in _AMONG), None)
    return at is not None and any(f.number is not None and f.head < at for f in patients)


def _words(document: Document, fillers: list[Filler]) -> tuple[int, int]:
    doc = document.doc
    start = min(f.start for f in fillers)
    end = max(f.end for f in fillers)
    number = count_of(doc[fillers[0].head])
    if number is not None and 0 <= start - number.start < 8:
        start = number.start
    else:
        left = doc[fillers[0].head].left_edge.i
        if 0 < start - left < 6:
            start = left
    for i in range(start, max(start - 5, document.sentence_of(start).start), -1):
        if doc[i - 1].lower_ in lexicon().approximate or doc[i - 1].lower_ in ("least", "at", "of", "some"):
            continue
        break
    return start, end


def _tolls(document: Document, cluster: Cluster) -> list[_Said]:
    """ "The death toll rose to 12", "12 casualties" in the cluster's sentences and the one behind them."""
    doc = document.doc
    out: list[_Said] = []
    last = max(cluster.sentences)
    for index in sorted(cluster.sentences | ({last + 1} if last + 1 < len(document.sentences) else set())):
        sentence = document.sentences[index]
        for i in range(sentence.start, sentence.end):
            token = doc[i]
            word = key(token)
            if word == "toll":
                number = _toll_number(document, i, sentence.end)
                if number is not None:
                    out.append(_Said(number.low, number.high, number.start, number.end, "killed", True))
            elif word == "casualty" and index in cluster.sentences:
                number = count_of(token)
                if number is not None:
                    out.append(_Said(number.low, number.high, number.start, i + 1, "combined", True))
    return out


def _toll_number(document: Document, i: int, end: int) -> Number | None:
    doc = document.doc
    for j in range(i + 1, min(end, i + 12)):
        token = doc[j]
        if token.like_num and token.ent_type_ not in ("DATE", "TIME", "PERCENT", "MONEY"):
            if doc[j - 1].lower_ in ("from",):
                continue
            return number_of(token)
    return None


def _record(document: Document, said: _Said, sayings: Sequence[Saying]) -> Count:
    start, end, text = document.span(said.start, said.end)
    return Count(low=said.low, high=said.high, text=text, start=start, end=end, by=_by(document, said.start, sayings))


def _by(document: Document, at: int, sayings: Sequence[Saying]) -> str | None:
    around = [s for s in sayings if s.start <= at < s.end and (s.speaker is not None or s.speaker_span)]
    if not around:
        return None
    inner = min(around, key=lambda s: s.end - s.start)
    if inner.speaker_span is not None and inner.speaker_span[1] > inner.speaker_span[0]:
        return document.span(*inner.speaker_span)[2]
    return document.ref(inner.speaker).text if inner.speaker is not None else None


def _range(document: Document, said: list[_Said], records: list[Count]) -> Count:
    """The largest count; a differing one of about its size, of another source, widens it to a range."""
    order = sorted(range(len(said)), key=lambda i: (-said[i].low, said[i].high is None))
    best = order[0]
    top, record = said[best], records[best]
    others = [
        i
        for i in order[1:]
        if said[i].exact
        and said[i].low >= _CLOSE * top.low
        and said[i].low != top.low
        and records[i].by != record.by
        and records[i].by
    ]
    low = min([top.low, *(said[i].low for i in others)])
    return Count(low=low, high=top.high, text=record.text, start=record.start, end=record.end, by=record.by)

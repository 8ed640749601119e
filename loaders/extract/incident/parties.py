"""Fillers → parties of the record: linked where known, one per actor, with role, category and how sure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from loaders.extract.document import Document
from loaders.extract.incident.boundary import name_span
from loaders.extract.incident.distinct import attacker, attackers_killed, side
from loaders.extract.incident.event import Cluster
from loaders.extract.incident.filler import HUMAN, Filler
from loaders.extract.incident.fillers import make
from loaders.extract.incident.kinds import VIOLENT, armed, official
from loaders.extract.incident.lexicon import key, noun_at
from loaders.extract.incident.words import word_set
from schema.records import Party

_SURE = {"claimed": 0, "fact": 1, "denied": 2, "blamed": 3, "suspected": 4}
_UNKNOWN = frozenset({"Organisation", None})
_COUNTERS = word_set("casualty fatality death dead wounded injured victim loss life toll other member")
_DEEDS = VIOLENT - {"security_operation"}
_OFFICIAL = frozenset({"military", "police", "government"})
_SETTLEMENTS = word_set("city town village province district area region suburb neighborhood neighbourhood")
_PLAIN = word_set("person people man woman individual someone somebody other anybody everyone victim group")


def perpetrators(document: Document, cluster: Cluster) -> tuple[Party, ...]:
    """Who did it, and how that is known."""
    found: list[tuple[Filler, str]] = []
    defended = any(armed(f) for f in cluster.agents())  # who killed the attackers of an attack did not commit it
    for trigger in cluster.triggers:
        for filler in trigger.agents:
            lost = (defended and trigger.lost) or attackers_killed(document, trigger)
            if lost and not armed(filler):
                continue
            if filler.cls == "place" and not _acts(document, filler):
                continue
            if defended and filler.cls == "person" and not armed(filler) and filler.category not in _OFFICIAL:
                continue  # a teacher who fired back at the gunmen
            sure = "claimed" if filler.avowed and trigger.act.type in _DEEDS else "fact"
            found.append((filler, "suspected" if filler.suspected or trigger.hedged else sure))
        found.extend((filler, "denied") for filler in trigger.deniers)
    if not found:
        found = [(f, "fact") for t in cluster.triggers for f in t.patients if attacker(document, f)]
    if not found:
        found = [(filler, "fact") for filler in _other_side(cluster)]
    found.extend(cluster.claims)
    return _unique(
        document, [(f, _party(document, f, how=how)) for f, how in found if _is_doer(document, f)], names=True
    )


def _other_side(cluster: Cluster) -> list[Filler]:
    """ "three militants were killed in an encounter with security forces": those of the two sides who did not fall."""
    fallen = {side([f]) for t in cluster.triggers if t.effect == "killed" for f in t.patients}
    if len(fallen) != 1 or not fallen & {"state", "armed"}:
        return []
    fought = [f for t in cluster.triggers if t.act.name == "clash" for f in t.patients]
    return [f for f in fought if side([f]) in {"state", "armed"} - fallen]


def _acts(document: Document, filler: Filler) -> bool:
    mention = document.mention_of(filler.head)
    return mention is not None and mention.kind in ("State", "GovernmentBody", "ArmedGroup", "SecurityForce")


def _is_doer(document: Document, filler: Filler) -> bool:
    head = document.doc[filler.head]
    return (
        head.pos_ not in ("NUM", "PUNCT")
        and any(map(str.isalpha, head.text))
        and key(head) not in ("other", "responsibility", "somebody", "someone")
    )


def harmed(document: Document, cluster: Cluster, attack: bool) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """(targets, victims): things, places and bodies aimed at, people attacked without a word of harm; people harmed."""
    targets: list[tuple[Filler, Party]] = []
    victims: list[tuple[Filler, Party]] = []
    doers = {n for f in cluster.agents() for n in ({f.text(document.doc)} | set(f.names))}
    doers |= {n for f, _ in cluster.claims for n in f.names}
    others = any((f.cls in HUMAN and not armed(f)) or f.cls == "thing" for f in cluster.patients())
    told = any(t.patients for t in cluster.triggers if t.act.name != "clash")
    struck_by_state = any(map(official, cluster.agents())) or any(f.weapon == "air" for f in cluster.weapons())
    for trigger in cluster.triggers:
        if trigger.act.name == "mobilization":
            continue  # whom a government sends is no target
        for filler in trigger.patients:
            if told and trigger.act.name == "clash":
                continue  # "an assault on X and a gun battle between police and militants": X was the target
            head = document.doc[filler.head]
            if head.pos_ in ("NUM", "PRON") or (key(head) in _COUNTERS and filler.end == filler.head + 1):
                continue
            if filler.text(document.doc) in doers or (filler.names and filler.names <= doers):
                continue
            fell = armed(filler) and not filler.named and trigger.effect in ("killed", "injured")
            if fell and (attack or (others and (attacker(document, filler) or not struck_by_state))):
                continue  # losses of those who attacked are no victims of the attack
            party = _party(document, filler, category=filler.category or "other")
            human = (
                filler.cls in HUMAN or filler.cls == "other" or (filler.cls == "name" and trigger.effect is not None)
            )
            if (
                (human and trigger.effect in ("killed", "injured", "taken", "hit") and filler.category is not None)
                or (human and filler.named and trigger.effect is not None)
            ) or (human and trigger.effect in ("killed", "injured") and filler.number is not None):
                victims.append((filler, party))
            else:
                targets.append((filler, party))
    struck = {m.entity for f in cluster.agents() if (m := document.mention_of(f.head)) is not None and m.entity}
    victims = [(f, p if f.named or p.entity not in struck else _unlinked(p)) for f, p in victims]
    done = _unique(document, victims)
    harmed_words = {p.text.lower() for p in done} | {p.entity for p in done if p.entity}
    rest = [(f, p) for f, p in targets if p.text.lower() not in harmed_words and p.entity not in harmed_words]
    finer = [(f, p) for f, p in rest if f.plural or key(document.doc[f.head]) not in _SETTLEMENTS]
    return _unique(
        document, finer or rest
    ), done  # "an attack on police headquarters in the city of X": the headquarters


def _unlinked(party: Party) -> Party:
    """ "killing dozens of its fighters": whoever struck them, they are not of his."""
    return msgspec.structs.replace(party, entity=None, kind="Population", name=party.text)


def _party(document: Document, filler: Filler, how: str | None = None, category: str | None = None) -> Party:
    first = filler.start
    if how is not None and filler.aliases and filler.aliases[0][1] == filler.start:
        first = filler.aliases[0][0]  # a title stays with a perpetrator
    start, end, text = document.span(first, filler.end)
    bare = document.span(filler.start, filler.end)[2]
    mention = document.mention_of(filler.head)
    name, entity, kind = bare, None, None
    body = filler.organisation
    people = (
        filler.cls in ("person", "thing", "perpetrator")
        and mention is not None
        and mention.kind in ("State", "Population")
    )  # "two Salvadorans", "a U.S. base"
    nameless = (
        mention is not None and mention.kind == "Person" and mention.form != "name" and filler.cls == "perpetrator"
    )
    if mention is not None and mention.entity is not None and mention.kind != "Place" and not people and not nameless:
        entity, kind, name = mention.entity, mention.kind, mention.name or text
    elif body is not None:
        other = document.mention_of(body)
        if other is not None and other.entity is not None:
            entity, kind, name = other.entity, other.kind, other.name or text
        else:
            inner = make(document, document.doc[body])
            kind, name = "Organisation", document.span(inner.start, inner.end)[2]
    elif (
        filler.cls == "person"
        and filler.named
        and filler.category != "collective"
        and noun_at(document.doc[filler.head]) is None
    ):
        kind = "Person"
        name = _longest(document, filler) or bare
    elif filler.cls in ("organisation", "group") and filler.named:
        kind = "Organisation"
    elif filler.cls == "name":
        kind = "Person" if how is None else "Organisation"
        name = _longest(document, filler) or bare
    elif filler.cls in HUMAN:
        kind = "Population"
    return Party(entity=entity, kind=kind, name=name, text=text, start=start, end=end, how=how, category=category)


def _longest(document: Document, filler: Filler) -> str | None:
    """The longest name in the article that ends in, or begins with, this one."""
    words = tuple(t.lower_ for t in document.doc[filler.start : filler.end])
    best: tuple[int, str] | None = None
    for span in _names(document):
        other = tuple(t.lower_ for t in document.doc[span[0] : span[1]])
        if len(other) > len(words) and _within(words, other) and (best is None or len(other) > best[0]):
            best = len(other), document.span(*span)[2]
    return best[1] if best else None


def _within(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    n = len(short)
    return any(long[i : i + n] == short for i in range(len(long) - n + 1))


def _names(document: Document) -> list[tuple[int, int]]:
    return [name_span(ent.root) for ent in document.doc.ents if ent.label_ == "PERSON" and ent.end - ent.start > 1]


def _unique(document: Document, pairs: Iterable[tuple[Filler, Party]], names: bool = False) -> tuple[Party, ...]:
    """One party per actor: the same entity, the same words, or a surname of one who is there."""
    kept: list[tuple[Filler, Party]] = []
    for filler, party in pairs:
        same = next((k for k, (f, p) in enumerate(kept) if _same(document, f, p, filler, party)), None)
        if same is None:
            kept.append((filler, party))
        else:
            old = kept[same][1]
            if party.how is not None and old.how is not None and _SURE[party.how] < _SURE[old.how]:
                kept[same] = (kept[same][0], msgspec.structs.replace(old, how=party.how))
            if len(party.text) > len(old.text) and filler.named and party.kind == "Person":
                kept[same] = (filler, msgspec.structs.replace(party, how=kept[same][1].how))
    specific = [(f, p) for f, p in kept if p.text.lower() not in _PLAIN]
    del names
    if not specific:
        return tuple(p for _, p in kept)
    most = max(((f.number or (0, 0))[0] for f, _ in specific), default=0)
    counted = [p for f, p in kept if p.text.lower() in _PLAIN and f.number is not None and f.number[0] > max(1, most)]
    return tuple(p for f, p in kept if (f, p) in specific or p in counted)


def _same(document: Document, f1: Filler, p1: Party, f2: Filler, p2: Party) -> bool:
    if p1.entity is not None and p1.entity == p2.entity:
        return p1.text.lower() == p2.text.lower() or (f1.named and f2.named) or True
    if p1.text.lower() == p2.text.lower():
        return True
    if f1.named and f2.named and f1.names and f2.names and p1.kind == "Person" == p2.kind:
        return f1.names <= f2.names or f2.names <= f1.names or p1.name == p2.name
    if not f1.named and not f2.named:
        a, b = key(document.doc[f1.head]), key(document.doc[f2.head])
        return a == b and (f1.end - f1.start == 1 or f2.end - f2.start == 1)
    return False

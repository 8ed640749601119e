"""An extraction with canonical ids: what was merged since is linked as the one thing that it is. Pure; the rest stays as it was."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from msgspec.structs import replace

from schema.records import Entity, Extraction, Party, Ref

Linked = TypeVar("Linked", Ref, Party)


def applied(extraction: Extraction, redirects: Mapping[str, str]) -> list[str]:
    """Which redirects concern this article, as `old>new`, sorted: with the extraction they tell what is stored of it."""
    return sorted(f"{e.id}>{redirects[e.id]}" for e in extraction.entities if e.id in redirects)


def relink(extraction: Extraction, redirects: Mapping[str, str], kinds: Mapping[str, str]) -> Extraction:
    """The extraction with every redirected id replaced. `kinds` gives the kind of ids that reference data knows."""
    if not any(e.id in redirects for e in extraction.entities):
        return extraction
    told = {e.id: e.kind for e in extraction.entities}

    def kind(id: str, own: str | None) -> str | None:
        return kinds.get(id) or told.get(id) or own

    def link(one: Linked) -> Linked:
        if one.entity is None or one.entity not in redirects:
            return one
        id = redirects[one.entity]
        return replace(one, entity=id, kind=kind(id, one.kind))

    def maybe(one: Ref | None) -> Ref | None:
        return None if one is None else link(one)

    def all_of(some: Iterable[Party]) -> tuple[Party, ...]:
        return tuple(map(link, some))

    return replace(
        extraction,
        entities=tuple(_joined(extraction.entities, redirects, kinds)),
        mentions=tuple(
            m if m.entity is None else replace(m, entity=redirects.get(m.entity, m.entity)) for m in extraction.mentions
        ),
        statements=tuple(replace(s, speaker=maybe(s.speaker)) for s in extraction.statements),
        claims=tuple(
            replace(
                c,
                subject=maybe(c.subject),
                object=maybe(c.object),
                speaker=maybe(c.speaker),
                chain=tuple(map(link, c.chain)),
                place=maybe(c.place),
            )
            for c in extraction.claims
        ),
        incidents=tuple(
            replace(
                i,
                perpetrators=all_of(i.perpetrators),
                targets=all_of(i.targets),
                victims=all_of(i.victims),
                place=maybe(i.place),
            )
            for i in extraction.incidents
        ),
        statistics=tuple(replace(n, place=maybe(n.place), publisher=maybe(n.publisher)) for n in extraction.statistics),
    )


def _joined(entities: Iterable[Entity], redirects: Mapping[str, str], kinds: Mapping[str, str]) -> list[Entity]:
    """The article's entities after the redirects: one for each id, with the names of all that became it."""
    groups: dict[str, list[Entity]] = {}
    for one in entities:
        groups.setdefault(redirects.get(one.id, one.id), []).append(one)
    found = []
    for id, some in groups.items():
        own = next((e for e in some if e.id == id), some[0])
        names = {name for e in some for name in (e.name, *e.aliases)}
        found.append(
            replace(
                own,
                id=id,
                kind=kinds.get(id, own.kind),
                known=id in kinds,
                aliases=tuple(sorted(names - {own.name})),
                country=own.country or next((e.country for e in some if e.country), None),
            )
        )
    return found

"""Whether an extraction says only what the model has, and refers only to what is there."""

from collections.abc import Iterable, Mapping

from graph.stance import SEPARATOR
from schema.errors import InvalidData
from schema.model import Model
from schema.records import Entity, Extraction, Party, Ref


def check(extraction: Extraction, model: Model, entities: Mapping[str, Entity]) -> None:
    """Labels, edge types and links may come from the model only, never from a text. Raises InvalidData."""
    where = f"extraction of article {extraction.article.id}"
    for entity in extraction.entities:
        if entity.kind not in model.kinds or not model.kinds[entity.kind].entity:
            raise InvalidData(f"entity {entity.id}: the model has no entity kind {entity.kind!r}", where=where)
        if not entity.id or SEPARATOR in entity.id:
            raise InvalidData(f"entity id {entity.id!r} is empty or holds {SEPARATOR!r}", where=where)
    for claim in extraction.claims:
        if claim.predicate not in model.relations:
            raise InvalidData(f"claim {claim.id}: the model has no relation {claim.predicate!r}", where=where)
    for incident in extraction.incidents:
        if incident.type not in model.incidents:
            raise InvalidData(f"incident {incident.id}: the model has no type {incident.type!r}", where=where)
    for owner, ref in _links(extraction):
        if ref is not None and ref.entity is not None and ref.entity not in entities:
            raise InvalidData(f"{owner} names the entity {ref.entity}, which is not among its entities", where=where)
    claims = {claim.id for claim in extraction.claims}
    statements = {statement.id for statement in extraction.statements}
    named = [(s.id, s.claims) for s in extraction.statements] + [(i.id, i.claims) for i in extraction.incidents]
    for id, theirs in named:
        if lost := set(theirs) - claims:
            raise InvalidData(f"{id} names claims that are not there: {', '.join(sorted(lost))}", where=where)
    for statement in extraction.statements:
        if statement.parent is not None and statement.parent not in statements:
            raise InvalidData(f"{statement.id} is nested in {statement.parent}, which is not there", where=where)
    for name, parts in (
        ("claims", extraction.claims),
        ("statements", extraction.statements),
        ("incidents", extraction.incidents),
        ("statistics", extraction.statistics),
    ):
        if len({part.id for part in parts}) < len(parts):
            raise InvalidData(f"two of its {name} have the same id", where=where)


def _links(extraction: Extraction) -> Iterable[tuple[str, Ref | Party | None]]:
    for claim in extraction.claims:
        for ref in (claim.subject, claim.object, claim.speaker, claim.place, *claim.chain):
            yield claim.id, ref
    for statement in extraction.statements:
        yield statement.id, statement.speaker
    for incident in extraction.incidents:
        yield incident.id, incident.place
        for party in (*incident.perpetrators, *incident.targets, *incident.victims):
            yield incident.id, party
    for statistic in extraction.statistics:
        yield statistic.id, statistic.place
        yield statistic.id, statistic.publisher

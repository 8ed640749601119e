"""Article → Extraction: every stage in order, one pure call."""

from time import perf_counter
from typing import TYPE_CHECKING

from loaders.extract.analyse import analyse
from loaders.extract.claims import build_claims, with_claims
from loaders.extract.compounds import find_compounds
from loaders.extract.document import DocMention, Document
from loaders.extract.events import find_events
from loaders.extract.explain import explain
from loaders.extract.facts import find_facts
from loaders.extract.incident.settings import settings
from loaders.extract.incidents import find_incidents
from loaders.extract.parse import load_pipeline
from loaders.extract.statements import find_sayings, to_statements
from loaders.extract.statistics import find_statistics
from loaders.extract.view import View
from schema.ids import part_id
from schema.records import Article, Claim, Entity, Extraction, Incident, Mention, Party, Ref, Run, Statistic
from schema.reference import load_reference

if TYPE_CHECKING:
    from spacy.language import Language

EXTRACTOR = "marsad-rules"
VERSION = "1.0"


def extract(article: Article, nlp: "Language | None" = None) -> Extraction:
    """Everything that the article says, as one value. `nlp` comes from `load_pipeline()`; without it the default is loaded once.

    The same article gives the same extraction on every machine, but for `run.seconds`.
    """
    began = perf_counter()
    document = analyse(article, nlp or load_pipeline())
    sayings = find_sayings(document)
    view = View(document)
    events = find_events(document, view) + find_facts(document, view) + find_compounds(document, view)
    claims = build_claims(document, sayings, events, view)
    statements = with_claims(to_statements(document, sayings), claims)
    when_and_where = settings(document)
    incidents = find_incidents(document, sayings, claims, when_and_where)
    statistics = find_statistics(document, sayings, when_and_where)
    mentions = _mentions(document)
    return Extraction(
        article=article,
        entities=_entities(document, claims, incidents, statistics),
        mentions=mentions,
        statements=statements,
        claims=claims,
        incidents=incidents,
        statistics=statistics,
        quality=tuple(sorted(document.quality, key=lambda q: (q.start, q.end, q.flag))),
        run=Run(extractor=EXTRACTOR, version=VERSION, seconds=round(perf_counter() - began, 3)),
    )


def _mentions(document: Document) -> tuple[Mention, ...]:
    found = [_mention(document, m) for m in document.mentions]
    return tuple(sorted(found, key=lambda m: (m.start, m.end, m.id)))


def _mention(document: Document, m: DocMention) -> Mention:
    start, end, text = document.span(m.start, m.end)
    return Mention(
        id=part_id("men", document.article.id, start, end, m.form),
        start=start,
        end=end,
        text=text,
        kind=m.kind,
        entity=m.entity,
        name=m.name,
        score=round(m.score, 3),
        reason=m.reason,
    )


def _entities(
    document: Document, claims: tuple[Claim, ...], incidents: tuple[Incident, ...], statistics: tuple[Statistic, ...]
) -> tuple[Entity, ...]:
    """The entities of the article, and those of the reference data that are meant without being named: countries as
    places, the body of an office. Whatever a part refers to is among them."""
    found = dict(document.entities)
    known = load_reference()
    refs: list[Ref | Party | None] = []
    for claim in claims:
        refs += [claim.subject, claim.object, claim.place, claim.speaker, *claim.chain]
    for incident in incidents:
        refs += [incident.place, *incident.perpetrators, *incident.targets, *incident.victims]
    refs += [ref for s in statistics for ref in (s.place, s.publisher)]
    for id in {ref.entity for ref in refs if ref is not None and ref.entity is not None} - found.keys():
        if place := known.places.get(id):
            found[id] = Entity(id=id, kind="Place", name=place.name, known=True, country=place.iso)
        elif actor := known.actors.get(id):
            found[id] = Entity(id=id, kind=actor.kind, name=actor.name, known=True, country=actor.country)
    return tuple(found[id] for id in sorted(found))


def explain_article(article: Article, nlp: "Language | None" = None) -> str:
    """For `marsad extract --explain`: per claim the words, tree path, rule, links and signals; per sentence without one, why."""
    document = analyse(article, nlp or load_pipeline())
    view = View(document)
    events = find_events(document, view) + find_facts(document, view) + find_compounds(document, view)
    return explain(document, events, build_claims(document, find_sayings(document), events, view), view)

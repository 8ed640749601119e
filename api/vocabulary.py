"""The model as JSON: what the graph may say, with the equivalents in other vocabularies."""

from typing import Any

from schema.model import Model
from schema.records import COUNTED, Modality, Polarity, Precision, Speech, Status
from schema.values import MARKINGS


def vocabulary(model: Model) -> dict[str, Any]:
    """Kinds, edges, relations, incident types, properties and closed lists. Sets are sorted, so that it is the same each time."""
    return {
        "version": model.version,
        "iri": model.iri,
        "edge_confidence": model.edge_confidence,
        "kinds": {
            k.name: {
                "doc": k.doc,
                "labels": list(k.labels),
                "entity": k.entity,
                "properties": list(k.properties),
                "stix": k.stix,
                "schema_org": k.schema_org,
            }
            for k in model.kinds.values()
        },
        "edges": {e.name: {"doc": e.doc, "from": list(e.sources), "to": list(e.targets)} for e in model.edges.values()},
        "relations": {
            r.name: {
                "doc": r.doc,
                "kind": r.kind,
                "from": sorted(r.subject),
                "to": sorted(r.object),
                "symmetric": r.symmetric,
                "senses": list(r.senses),
                "plover": r.plover,
                "cameo": r.cameo,
                "acled": r.acled,
                "stix": r.stix,
            }
            for r in model.relations.values()
        },
        "incidents": {
            i.name: {
                "doc": i.doc,
                "plover": i.plover,
                "modes": list(i.modes),
                "cameo": list(i.cameo),
                "acled": i.acled,
                "stix": i.stix,
            }
            for i in model.incidents.values()
        },
        "properties": {
            p.name: {"doc": p.doc, "type": p.type, "values": list(p.values)} for p in model.properties.values()
        },
        "target_categories": list(model.target_categories),
        "quality_flags": dict(model.quality_flags),
        "statuses": [s.value for s in Status],
        "counted_statuses": sorted(s.value for s in COUNTED),
        "modalities": [m.value for m in Modality],
        "polarities": [p.value for p in Polarity],
        "speech": [s.value for s in Speech],
        "precisions": [p.value for p in Precision],
        "markings": list(MARKINGS),
    }

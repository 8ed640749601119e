"""Our incidents in the labels of the incident development set: attacks by people on others, with five role fillers.

What only that set's definition needs is here and nowhere else: it leaves out fighting between armed forces, attacks on
military targets, and events more than two months before the article.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from loaders.extract.analyse import analyse
from loaders.extract.document import Document
from loaders.extract.incident.lexicon import lexicon, singular
from loaders.extract.incidents import find_incidents
from loaders.extract.parse import load_pipeline
from loaders.extract.statements import find_sayings
from schema.records import COUNTED, Article, Incident, Party, Status

DATA = Path(__file__).resolve().parents[3] / "shared" / "eval"
GOLD = DATA / "incidents_dev.jsonl"
_TYPES = dict.fromkeys(
    (
        "targeted_killing",
        "attack_on_civilians",
        "shelling_missile",
        "air_drone_strike",
        "armed_clash",
        "sexual_violence",
    ),
    "ATTACK",
)
_TYPES |= dict.fromkeys(("suicide_bombing", "ied_explosion", "grenade_attack"), "BOMBING") | {"abduction": "KIDNAPPING"}
_BODIES = {"ArmedGroup", "Organisation", "Party", "GovernmentBody", "SecurityForce", "State", "NGO", "Company"}
_FORCES = {
    "army",
    "police",
    "military",
    "forces",
    "force",
    "navy",
    "marines",
    "battalion",
    "brigade",
    "guard",
    "government",
    "authorities",
}
OLD = 60  # days


def templates(document: Document, found: Iterable[Incident]) -> list[dict[str, Any]]:
    """The article's templates. Events in which only soldiers and fighters take part, and old ones, are left out."""
    return [_template(document, i) for i in found if _counts(document, i)]


def _kind(incident: Incident) -> str | None:
    if incident.type == "property_destruction":
        act = incident.rule.split(":")[0]
        return {"arson": "ARSON", "robbery": "ROBBERY", "looting": "ROBBERY", "sabotage": "ATTACK"}.get(act)
    return _TYPES.get(incident.type)


def _counts(document: Document, incident: Incident) -> bool:
    if _kind(incident) is None or incident.status not in (*COUNTED, Status.threatened):
        return False
    end = incident.date.end if incident.date is not None else None
    if document.published is not None and end is not None and (document.published - date.fromisoformat(end)).days > OLD:
        return False
    sides = (*incident.targets, *incident.victims)
    if incident.type == "armed_clash" and not any(
        p.category not in ("military", "militants", "police", "other") for p in sides
    ):
        return False
    return not (sides and all(p.category in ("military", "militants") for p in sides))


def _is_human(text: str, kind: str | None) -> bool:
    words = text.lower().split()
    words = re.split(r"\s+of\s+", text.lower())[0].split() or words
    for last in (singular(words[-1]),):
        for noun in lexicon().nouns.get(last, ()):
            if len(noun.words) > len(words) or tuple(words[-len(noun.words) : -1] or ()) != noun.words[:-1]:
                continue
            if noun.classes & {"person", "perpetrator", "state"}:
                return True
            if noun.classes & {"thing", "organisation", "vehicle"}:
                return False
    return kind in ("Person", "Population", "SecurityForce")


def _mentions(document: Document, party: Party) -> list[str]:
    """The words for a party: as it stands, its name, and how else the article names it."""
    found = [party.text, party.name]
    head, _, rest = party.text.partition(" ")
    if rest and head[:1].isupper() and head.lower().endswith(("an", "ese", "ish", "ian", "u.s.", "ch")):
        found.append(rest)  # the set names victims without their nationality
    if party.kind in _BODIES:
        found += _names(document, party)
    return list(dict.fromkeys(found))


def _names(document: Document, party: Party) -> list[str]:
    """Every name of its entity in the article."""
    same = [m for m in document.mentions if party.entity is not None and m.entity == party.entity and m.form == "name"]
    return list(dict.fromkeys([party.name, *(document.span(m.start, m.end)[2] for m in same)]))


def _template(document: Document, incident: Incident) -> dict[str, Any]:
    roles: dict[str, list[list[str]]] = {k: [] for k in ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")}
    for p in incident.perpetrators:
        body = p.kind in _BODIES
        if body and _is_human(p.text, None) and p.text.lower().split()[-1] not in _FORCES:
            roles["PerpInd"].append([p.text, *([p.text.split()[-1]] if " of " not in p.text else [])])
            roles["PerpOrg"].append(_names(document, p))
        elif body or p.text.lower().split()[-1] in _FORCES:
            roles["PerpOrg"].append(_mentions(document, p))
        else:
            roles["PerpInd"].append(_mentions(document, p))
    for p in (*incident.targets, *incident.victims):
        roles["Victim" if _is_human(p.text, p.kind) else "Target"].append(_mentions(document, p))
    if incident.weapon:
        roles["Weapon"] = [[w] for w in incident.weapon.split(", ")]
    how = next((p.how for p in incident.perpetrators if p.kind in _BODIES), None)
    return {
        "incident_type": _kind(incident),
        **roles,
        "date": (incident.date.start if incident.date else None)
        or (document.published.isoformat() if document.published else None),
        "location": [incident.place.text] if incident.place else [],
        "fatalities": incident.killed.low if incident.killed else 0,
        "injured": incident.injured.low if incident.injured else 0,
        "org_confidence": {
            "claimed": "claimed",
            "blamed": "suspected",
            "suspected": "suspected",
            "denied": "possible",
        }.get(how or "", "fact"),
    }


def score(predictions: Path) -> tuple[str, dict[str, float]]:
    """Run the set's own scorer: its printed table, and the F1 figures of relevance, type, roles exact and overlap."""
    out = subprocess.run(
        [sys.executable, "score_incidents.py", str(predictions), "incidents_dev.jsonl", "--split", "all"],
        cwd=DATA, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    f1 = [float(x) for x in re.findall(r"(?:document relevance|incident_type|ALL) .*F1\s+([\d.]+)", out)]
    return out, dict(zip(("relevance", "roles exact", "roles overlap", "type", "templates"), f1, strict=True))


def gold() -> list[dict[str, Any]]:
    """The set's records."""
    return [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines() if line.strip()]


def predictions(target: Path) -> Path:
    """Read every document of the set with the extractor that ships, and write our incidents in the set's labels."""
    nlp = load_pipeline()
    with target.open("w", encoding="utf-8") as out:
        for record in gold():
            article = Article(id=record["id"], text=record["text"], published=record.get("date"))
            document = analyse(article, nlp)
            found = find_incidents(document, find_sayings(document))
            out.write(json.dumps({"id": record["id"], "templates": templates(document, found)}) + "\n")
    return target


def main() -> None:
    """Print the set's table."""
    with tempfile.TemporaryDirectory() as folder:
        print(score(predictions(Path(folder) / "incidents.jsonl"))[0])


if __name__ == "__main__":
    main()

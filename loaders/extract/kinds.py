"""What kind of thing an unknown name stands for: by its own words, by the words around it, by the entity model's label."""

from collections import Counter
from collections.abc import Sequence

from loaders.extract.lexicon import words

# The first of these whose word ends or heads the name decides; the last word of a name weighs most.
_BY_WORD = (
    "Operation",
    "Agreement",
    "Project",
    "MediaOutlet",
    "Company",
    "GovernmentBody",
    "SecurityForce",
    "Party",
    "NGO",
    "Place",
)
_BY_LABEL = {
    "PERSON": "Person",
    "ORG": "Organisation",
    "GPE": "Place",
    "LOC": "Place",
    "FAC": "Place",
    "NORP": "Population",
    "LAW": "Agreement",
}
_PLURAL_LABELS = {"NORP"}


def kind_by_words(name: Sequence[str]) -> str | None:
    """Kind told by the words of the name itself (lower case), or None: "ministry of …", "… party", "operation …"."""
    if not name:
        return None
    if name[0] in {"operation", "op"} and len(name) > 1:
        return "Operation"
    head = name[-1]
    if "of" in name[1:]:
        head = name[name.index("of", 1) - 1]
    elif "for" in name[1:]:
        head = name[name.index("for", 1) - 1]
    for kind in _BY_WORD:
        if head in words(f"kind_{kind}") and len(name) > 1:
            return kind
    return None


def is_armed(name: Sequence[str], cued: bool) -> bool:
    """Whether a name (lower-case words) is an armed group's: by its own words, or by a cue beside it ("militant group X")."""
    if any(w in words("group_strong") for w in name):
        return True
    if len(name) > 2 and name[1] == "of" and name[0] in words("group_heads"):
        return True
    weak = sum(w in words("group_weak") for w in name)
    if weak >= 2 and ("liberation" in name or "resistance" in name or "revolutionary" in name):
        return True
    return cued


def kind_by_labels(labels: Counter[str], capitalised_words: int) -> str | None:
    """Kind by the majority of the entity model's labels over the document; ties go to the person, then the place."""
    known = Counter({label: n for label, n in labels.items() if label in _BY_LABEL})
    if not known:
        return None
    best = max(known.items(), key=lambda item: (item[1], item[0] == "PERSON", item[0] == "GPE", item[0]))[0]
    if best == "LAW" and capitalised_words < 2:
        return None
    return _BY_LABEL[best]

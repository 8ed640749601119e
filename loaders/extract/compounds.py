"""What a hyphenated participle before a noun states: "Iran-backed Hezbollah", "al-Qaeda-linked Name", "rebel-held Town"."""

from typing import NamedTuple

from loaders.extract.document import Document, Event
from loaders.extract.view import View

_SCORE = 5.0
_REACH = 6  # words between the participle and its noun at most


class _Said(NamedTuple):
    predicate: str
    forward: bool  # True: who stands before the hyphen does it to the noun
    sense: str | None = None


_SAYS = {
    **dict.fromkeys(("backed", "supported"), _Said("COOPERATES_WITH", True, "support")),
    **dict.fromkeys(("funded", "sponsored", "financed", "bankrolled"), _Said("FUNDS_SPONSORS", True)),
    **dict.fromkeys(("armed", "trained", "equipped"), _Said("ARMS_TRAINS", True)),
    **dict.fromkeys(("linked", "affiliated", "tied"), _Said("AFFILIATED_WITH", False)),
    **dict.fromkeys(("allied", "aligned"), _Said("ALLIED_WITH", False)),
    **dict.fromkeys(("controlled", "held", "ruled", "occupied", "administered"), _Said("CONTROLS", True)),
    **dict.fromkeys(("based", "headquartered"), _Said("OPERATES_IN", False)),
    **dict.fromkeys(("owned", "run"), _Said("OWNS_OPERATES", True)),
}


_PLACES = frozenset({"CONTROLS", "OPERATES_IN", "OWNS_OPERATES"})


def _country(document: Document, entity: str | None) -> str | None:
    found = document.entities.get(entity or "")
    return (found.country or found.id) if found is not None else entity


def find_compounds(document: Document, view: View) -> list[Event]:
    """One event for each such participle whose noun is somebody or somewhere known; the words state it as known."""
    tree = view.tree
    found: list[Event] = []
    for mention in document.mentions:
        i = mention.end
        if mention.entity is None or mention.form not in ("name", "demonym") or i + 1 >= len(tree.text):
            continue
        said = _SAYS.get(tree.lower[i + 1]) if tree.text[i] == "-" else None
        noun = _noun(view, i + 1) if said is not None else None
        if said is None or noun is None or view.entity(noun) in (None, mention.entity):
            continue
        if said.predicate not in _PLACES and _country(document, mention.entity) == _country(
            document, view.entity(noun)
        ):
            continue  # "the Saudi-backed government" is not the Saudi one
        ends = (mention.root, noun) if said.forward else (noun, mention.root)
        found.append(
            Event(
                trigger=i + 1,
                predicate=said.predicate,
                plover=None,
                frame="compound",
                subject=ends[0],
                object=ends[1],
                score=_SCORE,
                rule="compound",
                operators=(),
                sense=said.sense,
                negated=any(tree.lower[k] == "non" for k in (mention.start - 1, mention.start) if k >= 0),
                roles={},
                notes=("hyphenated participle",),
            )
        )
    return found


def _noun(view: View, participle: int) -> int | None:
    """The noun that the participle stands before: the end of the noun phrase that it opens, named by its apposition."""
    tree = view.tree
    last = min(len(tree.text), participle + 1 + _REACH)
    at = None
    for i in range(participle + 1, last):
        if tree.pos[i] in ("NOUN", "PROPN"):
            at = i
            if view.entity(i) is not None and tree.dep[i] not in ("compound", "poss", "nmod"):
                break
        elif at is not None or (tree.pos[i] not in ("ADJ", "NUM", "ADV") and tree.text[i] not in (",", "-")):
            break
    if at is None or tree.dep[at] == "poss":
        return None
    return view.named_by(at)

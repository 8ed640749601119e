"""Why a claim was made, and why a sentence gave none: the words, the path in the tree, the rule, the links, the signals."""

from collections.abc import Iterator, Sequence

from loaders.extract.document import Document, Event, Sentence
from loaders.extract.view import View
from schema.records import Claim, Ref


def explain(document: Document, events: Sequence[Event], claims: Sequence[Claim], view: View | None = None) -> str:
    """A text for a person: under each sentence its claims with their reasons, or the reason why there is none."""
    view = view or View(document)
    by_sentence: dict[int, list[Event]] = {}
    for event in events:
        by_sentence.setdefault(document.sentence_of(event.trigger).index, []).append(event)
    made: dict[tuple[int, int], list[Claim]] = {}
    for claim in claims:
        if claim.trigger_at is not None:
            made.setdefault(claim.trigger_at, []).append(claim)
    return "\n".join(
        line for s in document.sentences for line in _sentence(view, s, by_sentence.get(s.index, []), made)
    )


def _sentence(
    view: View, sentence: Sentence, events: list[Event], made: dict[tuple[int, int], list[Claim]]
) -> Iterator[str]:
    document = view.document
    start, end, text = document.span(sentence.start, sentence.end)
    yield f"\n{start}–{end} “{' '.join(text.split())}”"
    told = False
    for event in events:
        at = document.span(event.trigger, event.trigger + 1)[:2]
        claim = next((c for c in made.get(at, ()) if _same(document, event, c)), None)
        if claim is not None:
            told = True
            yield f"  {_words(claim.subject)} {claim.predicate} {_words(claim.object)}   confidence {claim.confidence:.2f}"
            yield f"    because: “{view.tree.text[event.trigger]}”, rule {event.rule}, class {event.plover or 'none'}"
        else:
            yield f"  no claim from “{view.tree.text[event.trigger]}” ({event.predicate}): {_unmade(view, event)}"
        yield f"    path: {path(view, event.trigger, event.subject)} ⇠ trigger ⇢ {path(view, event.trigger, event.object)}"
        if event.operators:
            yield f"    above it: {', '.join(event.operators)}"
        yield f"    links: {_link(view, event.subject)}; {_link(view, event.object)}"
        yield f"    score {event.score:g}: {', '.join(event.notes)}"
    if not events:
        yield f"  no claim: {_why_none(view, sentence)}"
    elif not told:
        yield "  no claim: none of the readings has the ends that its relation needs"


def _same(document: Document, event: Event, claim: Claim) -> bool:
    if claim.predicate != event.predicate:
        return False
    for head, ref in ((event.subject, claim.subject), (event.object, claim.object)):
        if head is not None and ref is not None:
            start, end, _ = document.span(head, head + 1)
            if ref.start <= start < ref.end or ref.start < end <= ref.end:
                return True
    return claim.rule == event.rule


def path(view: View, trigger: int, end: int | None) -> str:
    """The labels that lead from the trigger to one of its ends, e.g. "dobj → prep:on → pobj “base”"."""
    tree = view.tree
    if end is None:
        return "nobody"
    if end == trigger:
        return "itself"
    up = [trigger, *tree.ancestors(trigger)]
    steps: list[str] = []
    at = end
    while at not in up:
        steps.append(f"{tree.dep[at]}{':' + tree.lower[at] if tree.dep[at] == 'prep' else ''}")
        if tree.head[at] == at:
            break
        at = tree.head[at]
    climbed = [f"^{tree.dep[i]}" for i in up[: up.index(at)]] if at in up else ["^elsewhere"]
    return " → ".join([*climbed, *reversed(steps)]) + f" “{tree.text[end]}”"


def _words(ref: Ref | None) -> str:
    return f"{ref.name} ({ref.entity or 'not linked'})" if ref is not None else "–"


def _link(view: View, i: int | None) -> str:
    if i is None:
        return "none"
    mention = view.mention(i)
    if mention is None:
        return f"“{view.tree.text[i]}” is no mention"
    return f"“{view.tree.text[i]}” → {mention.entity or 'unlinked'} by {mention.reason} {mention.score:.2f}"


def _unmade(view: View, event: Event) -> str:
    if event.subject is None:
        return "no doer"
    if event.object is None:
        return "nobody at the other end"
    if view.entity(event.subject) is not None and view.entity(event.subject) == view.entity(event.object):
        return "both ends are the same"
    return "the ends cannot stand for the relation"


def _why_none(view: View, sentence: Sentence) -> str:
    tree = view.tree
    verbs = [tree.lemma[i] for i in range(sentence.start, sentence.end) if tree.pos[i] == "VERB"]
    known = [v for v in verbs if v in view.lex.verbs or v in view.lex.senses]
    if not verbs:
        return "no verb"
    if not known:
        return f"no trigger among its verbs ({', '.join(verbs)})"
    actors = sum(1 for i in range(sentence.start, sentence.end) if view.level(i) >= 2)
    if not actors:
        return "a trigger but no actor"
    return f"the verbs ({', '.join(known)}) carry no relation in this sense"

"""Mentions that name an entity through its part or its people: "TTP leaders", "Pakistani troops", "leaders of the TTP"."""

from dataclasses import replace
from typing import TYPE_CHECKING

from loaders.extract.cast import GROUPS, Cast, Who
from loaders.extract.document import DocMention, Document
from loaders.extract.frames import lexicon
from loaders.extract.grammar import noun_head, opposed
from loaders.extract.lexicon import words
from schema.ids import entity_id

if TYPE_CHECKING:
    from spacy.tokens import Token

_MODIFIES = frozenset({"amod", "compound", "nmod", "poss", "npadvmod", "dep"})
_BROKEN_AWAY = frozenset({"splinter", "breakaway", "rival", "dissident", "renegade"})
_OWNERS = GROUPS - {"Population"}


def widen(document: Document, cast: Cast, who: Who, mention: DocMention) -> None:
    """Take the mention of an entity, widened to the noun that it modifies where that noun is a part of the entity."""
    root = document.doc[mention.root]
    if _one_of_them(who, mention, root):
        return
    if who.kind == "State" and mention.form == "demonym" and _people_alone(root):
        text = document.doc[mention.start : mention.end].text
        people = Who(entity_id("Population", text), "Population", text, known=False, country=who.country, plural=True)
        people_mention = replace(mention, kind=people.kind, entity=people.id, name=people.name, plural=True)
        cast.add(document, people, replace(people_mention, reason="population", score=0.8))
        return
    head = noun_head(root, mention.end) if who.kind in _OWNERS and not _hyphened(document, mention) else None
    titled = head is not None and head.i + 1 < len(document.doc) and document.doc[head.i + 1].ent_type_ == "PERSON"
    if head is None or titled or document.mention_at(head.i) is not None or not _free(head, root):
        cast.add(document, who, mention)
        return
    if who.kind == "State" and _armed(head):
        cast.add(document, who, mention)  # "Syrian rebels", "a Lebanese group": by nationality only
        return
    word, plural = head.lower_, head.tag_ in {"NNS", "NNPS"}
    if word in words("populations") and who.kind == "State":
        people = _population(document, who, mention, head)
        cast.add(
            document,
            people,
            replace(mention, end=head.i + 1, root=head.i, kind=people.kind, entity=people.id, name=people.name, plural=plural, reason="population", score=0.8),
        )  # fmt: skip
    elif word in words("facets") or head.lemma_.lower() in words("facets"):
        cast.add(
            document,
            who,
            replace(
                mention, end=head.i + 1, root=head.i, facet=word, plural=plural, score=round(mention.score - 0.05, 2)
            ),
        )
    else:
        cast.add(document, who, mention)


def _people_alone(root: "Token") -> bool:
    """ "Americans", "three Pakistanis": people of a nationality; "the Americans" stands for their state as well."""
    return root.tag_ in {"NNS", "NNPS"} and not any(c.lower_ in {"the", "these", "those"} for c in root.children)


def _one_of_them(who: Who, mention: DocMention, root: "Token") -> bool:
    """ "the Kentucky Republican", "a Pakistani": one person, who is neither the party nor the state."""
    if mention.end - mention.start > 1 or root.tag_ not in {"NN", "NNP"} or root.dep_ in _MODIFIES:
        return False
    if not any(c.dep_ == "det" and c.i < root.i for c in root.children):
        return False
    if who.kind == "State":
        return mention.form == "demonym" and not root.lower_.endswith(("sh", "ch", "ese", "ss"))
    return who.kind == "Party" and who.name.startswith(f"{root.text} ")


def _hyphened(document: Document, mention: DocMention) -> bool:
    """ "the Iran-backed group", "anti-Iran gunmen": not Iran's people."""
    doc = document.doc
    return (mention.end < len(doc) and doc[mention.end].text == "-") or opposed(doc, mention.start)


def _armed(head: "Token") -> bool:
    """Fighters and outfits: of a nationality, but not the state's."""
    groups = lexicon().groups
    return head.lemma_.lower() in groups["armed"] or head.lemma_.lower() in groups["armed_org"]


def _free(head: "Token", root: "Token") -> bool:
    """Whether the noun is no name of its own: outside every entity, or in the same one as the name before it."""
    return head.ent_type_ in {"", "NORP"} or (head.ent_iob_ == "I" and head.ent_type_ == root.ent_type_)


def _population(document: Document, state: Who, mention: DocMention, head: "Token") -> Who:
    adjective = document.doc[mention.start : mention.end].text.removesuffix("'s").strip()
    noun = head.lower_
    name = f"{adjective} {noun}"
    return Who(entity_id("Population", name), "Population", name, known=False, country=state.country, plural=True)


def owned(document: Document, cast: Cast) -> None:
    """Parts that stand before the name: "leaders of the TTP", "a spokesman for the army", "members of his Pashtun …"."""
    doc = document.doc
    for who in list(cast.who.values()):
        if who.kind not in _OWNERS:
            continue
        for mention in list(who.mentions):
            if mention.facet is not None or mention.form == "pronoun":
                continue
            root = doc[mention.root]
            if root.dep_ != "pobj" or root.head.lower_ not in {"of", "for", "from", "in"}:
                continue
            noun = root.head.head
            word = noun.lower_
            if noun.i >= mention.start or document.mention_at(noun.i) is not None:
                continue
            if any(c.lower_ in _BROKEN_AWAY for c in noun.children):
                continue  # "a splinter group of X" is not X
            if root.head.lower_ == "of":
                fits = word in words("facets") or noun.lemma_ in words("facets")
            else:
                fits = root.head.lower_ == "for" and (word.startswith("spokes") or word in {"lawyer", "lawyers"})
            if fits and noun.pos_ in {"NOUN", "PROPN"}:
                cast.add(
                    document,
                    who,
                    DocMention(
                        start=noun.i,
                        end=noun.i + 1,
                        root=noun.i,
                        form="nominal",
                        kind=who.kind,
                        entity=who.id,
                        name=who.name,
                        score=0.8,
                        reason="part-of",
                        facet=word,
                        plural=noun.tag_ in {"NNS", "NNPS"},
                    ),
                )

"""A document as the event rules see it: the parse tree, what the lexicon says of a word, and who a word stands for."""

from collections.abc import Set

from loaders.extract.document import DocMention, Document
from loaders.extract.frames import Lexicon, lexicon
from loaders.extract.tree import Tree
from schema.model import load_model

NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP", "FAC", "LOC"})
_NO_ACTOR = frozenset(
    {"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL", "LANGUAGE", "EVENT", "LAW", "WORK_OF_ART"}
)
_KIND_OF_LABEL = {"PERSON": "Person", "ORG": "Organisation", "NORP": "Population", "FAC": "Place", "LOC": "Place"}
_ORGS = frozenset({"Organisation", "GovernmentBody", "ArmedGroup", "Party", "IGO", "NGO", "Company", "MediaOutlet"})
PRONOUNS = frozenset(
    [
        "i",
        "we",
        "you",
        "he",
        "she",
        "it",
        "they",
        "me",
        "us",
        "him",
        "her",
        "them",
        "himself",
        "herself",
        "itself",
        "themselves",
        "this",
        "that",
        "these",
        "those",
    ]
)
RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_MODIFIERS = ("compound", "amod", "poss", "nmod")
# conditions of senses that a person's name satisfies
_PERSON_LIKE = frozenset({"person", "politician", "head_person", "media_person", "envoy"})
_GROUP_KINDS = {
    "armed_org": frozenset({"ArmedGroup"}),
    "armed": frozenset({"ArmedGroup"}),
    "terrorist": frozenset({"ArmedGroup"}),
    "force": frozenset({"SecurityForce"}),
    "force_noun": frozenset({"SecurityForce"}),
    "police": frozenset({"SecurityForce"}),
    "org": _ORGS,
    "party": frozenset({"Party"}),
    "media": frozenset({"MediaOutlet"}),
    "company": frozenset({"Company"}),
    "project": frozenset({"Project"}),
    "government_noun": frozenset({"GovernmentBody", "State"}),
    "state": frozenset({"State"}),
    "population": frozenset({"Population"}),
}


_COUNTERS = frozenset(
    ["number", "dozen", "hundred", "thousand", "member", "group", "series", "lot", "some", "state", "part"]
)
# Nouns that stand for what modifies them: "aid deliveries", "arms shipment".
_CARRIERS = frozenset(
    ["delivery", "shipment", "sale", "package", "programme", "program", "payment", "supply", "convoy", "effort"]
)


_PEOPLE = frozenset(
    ["actors", "armed", "person", "population", "force", "politician", "troops", "envoy", "government_noun", "org"]
)


# "the attack perpetrated by X", "the missiles fired by X"
_DONE_WITH = frozenset({"carry", "perpetrate", "fire", "launch", "drop"})


class View:
    """What the rules ask about token indices of one document. Cheap to make; keep one per document."""

    __slots__ = ("_level", "document", "lex", "model", "tree")

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tree = Tree(document.doc)
        self.lex: Lexicon = lexicon()
        self.model = load_model()
        self._level: dict[int, int] = {}

    def mention(self, i: int) -> DocMention | None:
        """The mention whose head token i is, or that i belongs to as part of a name."""
        return self.document.mention_of(i)

    def entity(self, i: int) -> str | None:
        """Id of the entity that token i stands for."""
        mention = self.mention(i)
        return mention.entity if mention is not None else None

    def compatriots(self, i: int | None, other: int | None, kinds: Set[str]) -> bool:
        """Whether `other` is a body of one of these kinds of the country that `i` belongs to; armed groups belong to none."""
        if i is None or other is None:
            return False
        entities = self.document.entities
        one, two = (entities.get(self.entity(at) or "") for at in (i, other))
        if one is None or two is None or one.kind == "ArmedGroup":
            return False
        return one.country is not None and one.country == two.country and two.kind in kinds

    def kind(self, i: int) -> str | None:
        """Node kind of what token i names: the mention's, else by the entity label. A bare country name is a State."""
        mention = self.mention(i)
        if mention is not None and mention.kind is not None:
            return mention.kind
        label = self.tree.ent[i]
        if label == "GPE":
            return None  # a state or a place: only the link can tell
        return _KIND_OF_LABEL.get(label)

    def named(self, i: int) -> bool:
        """True if the word names or was linked to somebody or something known, or is a proper name by itself."""
        mention = self.mention(i)
        if mention is not None and (mention.entity is not None or mention.form in ("name", "demonym")):
            return True
        return self.tree.ent[i] in NAMED and self.tree.pos[i] == "PROPN"

    def level(self, i: int) -> int:
        """How surely the word names an actor: 0 not, 1 only by a modifier, 2 a role noun or pronoun, 3 a name."""
        found = self._level.get(i)
        if found is None:
            found = self._level[i] = self._actor_level(i)
        return found

    def _actor_level(self, i: int) -> int:
        tree = self.tree
        mention = self.mention(i)
        if mention is not None and mention.kind is not None:
            if mention.facet is not None and mention.root == i and not self._people(mention.facet):
                return 1  # "the U.S. combat mission" is a thing of theirs
            if self.model.is_actor(mention.kind):
                return 3 if mention.entity is not None or mention.form == "name" else 2
            return 1 if mention.kind == "Place" else 0
        label, pos, lemma = tree.ent[i], tree.pos[i], tree.lemma[i]
        if label == "WORK_OF_ART" and pos == "PROPN":
            return 2  # the label of many a group that the model does not know
        if label in _NO_ACTOR and pos != "NOUN":
            return 2 if self._counted_actor(i) else 0
        if label in NAMED and pos in ("PROPN", "NOUN", "ADJ"):
            return 3
        if lemma in self.lex.groups["actors"] or lemma in self.lex.groups["armed"] or self.plural_people(i):
            return 2
        if pos == "PROPN":
            return 3
        if pos == "PRON":
            return 2 if tree.lower[i] in PRONOUNS else 0
        if pos == "NUM" or lemma in ("dozen", "hundred", "thousand", "number", "group", "lot", "score", "majority"):
            return 2 if self._counted_actor(i) else 0
        if pos == "NOUN" and any(
            tree.ent[c] in ("GPE", "NORP", "ORG", "PERSON")
            or ((m := self.mention(c)) is not None and m.entity is not None)
            for c in tree.kids[i]
            if tree.dep[c] in _MODIFIERS
        ):
            return 1
        return 0

    def _people(self, noun: str) -> bool:
        """A noun for people or bodies, as head of "TTP leaders", "Afghan officials"."""
        words = noun.lower().split()
        last = words[-1] if words else ""
        forms = {last, last.removesuffix("s")}
        if last.endswith("men"):
            forms.add(last[:-3] + "man")
        if last.endswith("ies"):
            forms.add(last[:-3] + "y")
        return any(self.lex.group_of.get(f) and self.lex.group_of[f] & _PEOPLE for f in forms)

    def plural_people(self, i: int) -> bool:
        """A noun listed among people of any kind."""
        groups = self.lex.group_of.get(self.tree.lemma[i], frozenset()) | self.lex.group_of.get(
            self.tree.lower[i], frozenset()
        )
        return bool(groups & {"person", "population", "refugee", "prisoner", "hacker", "aid_people", "envoy", "troops"})

    def _counted_actor(self, i: int) -> bool:
        return any(p == "of" and o != i and self.level(o) >= 2 for p, o in self.tree.preps(i))

    def actor(self, i: int) -> bool:
        """True if the word can be an end of a relation between actors."""
        return self.level(i) > 0

    def named_by(self, i: int) -> int:
        """The name that a description stands beside: "China, Pakistan's main ally, …" and "the minister, Khawaja Asif"."""
        tree = self.tree
        if self.level(i) == 3 and self.kind(i) == "Person":
            return i
        at = i
        while tree.dep[at] == "appos":
            at = tree.head[at]
            if self.named(at) and tree.pos[at] == "PROPN" and self.actor(at):
                return at
        if not self.named(i) or tree.pos[i] == "NOUN":
            for c in tree.children(i, "appos"):
                if self.named(c) and tree.pos[c] == "PROPN" and (tree.ent[c] == "PERSON" or self.kind(c) == "Person"):
                    return c
        return i

    def ends(self, i: int) -> list[int]:
        """The word with what is coordinated with it: heads ("X and Y"), and names before one head ("X and Y forces")."""
        tree = self.tree
        found = tree.conjuncts(i)
        own = self.entity(i)
        if self.level(i) < 2 or (tree.tag[i] not in ("NNS", "NNPS") and not self.plural_people(i)):
            return found
        for c in tree.kids[i]:
            if c < i and tree.dep[c] in ("amod", "compound", "nmod"):
                both = tree.conjuncts(c)
                others = [k for k in both if self.entity(k) not in (None, own)] if len(both) > 1 else []
                others = [k for k in others if self.model.is_actor(self.kind(k))]
                if own is None and len(others) > 1 and not self.lex.in_group(tree.lemma[i], "armed"):
                    return others  # "Indian and Pakistani leaders": the two states
                found += others if own is not None else []
        return found

    def carries(self, i: int) -> bool:
        """True if the word is what an act is about and not whom it concerns: no actor, no name, no place."""
        if self.tree.lemma[i] == "state" and any(p == "of" and not self.actor(o) for p, o in self.tree.preps(i)):
            return True  # "a state of emergency"
        return not self.actor(i) and self.kind(i) is None and not (self.place(i) and self.tree.pos[i] == "PROPN")

    def place(self, i: int) -> bool:
        """True if the word names a place, a state or a kind of place."""
        mention = self.mention(i)
        if mention is not None and mention.kind is not None:
            return mention.kind in ("Place", "State")
        if self.tree.ent[i] in ("GPE", "LOC", "FAC"):
            return True
        lemma = self.tree.lemma[i]
        return (
            self.lex.in_group(lemma, "territory")
            or self.lex.in_group(lemma, "facility")
            or lemma
            in (
                "country",
                "capital",
                "border",
                "region",
                "frontier",
                "state",
                "island",
                "coast",
                "zone",
                "valley",
                "mountain",
            )
        )

    def possessor(self, i: int) -> int | None:
        """Whose it is: the poss child, else an entity that modifies the noun, else the agent after "by"."""
        tree = self.tree
        poss = tree.first(i, "poss")
        if poss is not None and tree.lower[poss] not in RELATIVE:
            return poss
        for prep, obj in tree.preps(i):
            if prep == "by" and self.actor(obj):
                return obj
        for clause in tree.children(i, "acl"):
            for c in tree.children(clause, "agent"):
                # "the strikes launched by X", not "the attack claimed by X"
                doer = tree.first(c, "pobj") if tree.lemma[clause] in self.lex.light | _DONE_WITH else None
                if doer is not None and self.actor(doer):
                    return doer
        for c in tree.kids[i]:
            if tree.dep[c] in ("compound", "amod", "nmod") and c < i and self._names_actor(c):
                return c
        return None

    def _names_actor(self, i: int) -> bool:
        mention = self.mention(i)
        if mention is not None and mention.entity is not None and self.model.is_actor(mention.kind):
            return True
        return self.tree.ent[i] in ("GPE", "NORP", "ORG", "PERSON") and self.tree.pos[i] in ("PROPN", "ADJ")

    def fits(self, i: int | None, condition: str, verb: int) -> bool:
        """Does the argument satisfy one condition word of a sense (a noun group, a noun or a special word)?"""
        tree = self.tree
        if condition == "none":
            return i is None
        if condition == "clause":
            return tree.first(verb, "ccomp", "xcomp") is not None
        if i is None:
            return False
        if condition == "actor":
            return self.level(i) >= 2
        if condition == "thing":
            return self.level(i) < 2
        if condition == "place":
            return self.place(i)
        kind = self.kind(i)
        if condition == "entity":
            return kind is not None or tree.ent[i] in NAMED or (tree.ent[i] == "WORK_OF_ART" and tree.pos[i] == "PROPN")
        lemma, low = tree.lemma[i], tree.lower[i]
        if condition == "protest" and lemma == "airstrike":
            return False  # its last word is "strike"
        if condition == "state" and tree.ent[i] == "GPE":
            return True
        if condition == "money" and (tree.ent[i] == "MONEY" or tree.lower[i] == "$"):
            return True
        kinds = _GROUP_KINDS.get(condition)
        if kinds is not None and kind in kinds:
            return True
        if condition in _PERSON_LIKE and kind == "Person":
            return True
        if self.lex.in_group(lemma, condition) or self.lex.in_group(low, condition):
            return True
        if lemma in _CARRIERS and any(
            self.lex.in_group(tree.lemma[c], condition) for c in tree.kids[i] if tree.dep[c] in _MODIFIERS
        ):
            return True
        # "a number of soldiers", "dozens of people", "one of the leaders", "a state of emergency"
        if tree.ent[i] == "MONEY" and any(p == "in" and self.fits(o, condition, verb) for p, o in tree.preps(i)):
            return True  # "$300 million in new weapons"
        if tree.pos[i] == "NUM" or lemma in _COUNTERS:
            return any(p == "of" and self.fits(o, condition, verb) for p, o in tree.preps(i))
        return False

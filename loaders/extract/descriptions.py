"""Descriptions ("the minister", "the group", "the neighbouring country") → the entity they stand for.

The first rule that applies decides: structure (apposition, title, copula), government and country words, places,
bodies of the same name, organisation nouns, roles and offices, the salient person. What nobody is found for is noted
as somebody unknown, who competes when pronouns are resolved.
"""

from typing import TYPE_CHECKING

from loaders.extract.cast import GROUPS, Who
from loaders.extract.discourse import Discourse, Unknown, is_subject
from loaders.extract.document import DocMention, Sentence
from loaders.extract.grammar import opposed
from loaders.extract.lands import Lands
from loaders.extract.lexicon import words
from loaders.extract.link import day_of
from loaders.extract.people import gender_of
from loaders.extract.roles import DEFINITE, Roles
from loaders.extract.structure import Found, by_structure, owner_of, titled
from schema.reference import Reference

if TYPE_CHECKING:
    from spacy.tokens import Token

_POSSESSIVES = frozenset(["its", "his", "her", "their"])
_OWNING_PLACES = frozenset(["city", "district", "province", "town"])  # "city police", "district officials"
_FIGHTING = frozenset(
    ["jihadist", "militant", "terrorist", "terror", "rebel", "extremist", "insurgent", "armed", "separatist"]
)
_PEACEFUL = frozenset(
    ["aid", "rights", "advocacy", "activist", "activists", "business", "lobby", "media", "relief", "think"]
)
_PAIRS = frozenset(["both", "two", "either", "neither"])


class Descriptions:
    """Resolves common nouns while the discourse is read."""

    def __init__(self, talk: Discourse, reference: Reference) -> None:
        self.talk = talk
        self.document = talk.document
        self.doc = talk.doc
        self.cast = talk.cast
        self.reference = reference
        self.on = day_of(self.document)
        self.lands = Lands(talk, reference)
        self.roles = Roles(talk, reference, self.lands)

    def read(self, noun: "Token", sentence: Sentence) -> None:
        """Resolve one common noun that is no part of a mention, or note it as unknown."""
        word, lemma = noun.lower_, noun.lemma_.lower()
        modifies = noun.dep_ in {"compound", "amod", "nmod", "npadvmod"}
        if modifies and not titled(self.talk, noun) and not _is_body(word) and word not in _OWNING_PLACES:
            return
        found = by_structure(self.talk, noun)
        if found is None:
            before = [t.lower_ for t in self.doc[max(sentence.start, noun.left_edge.i) : noun.i]]
            found = self._described(noun, word, lemma, before, sentence)
            if found is None:
                self._body(noun, word, before)
                if not modifies:
                    self._note(noun, word, lemma, before, sentence)
                return
        who, score, rule = found
        end, root, facet = self._facet(noun)
        mention = DocMention(
            start=noun.i,
            end=end,
            root=root,
            form="nominal",
            kind=who.kind,
            entity=who.id,
            name=who.name,
            score=round(score, 2),
            reason=f"description:{rule}",
            plural=noun.tag_ == "NNS",
            gender=who.gender,
            facet=facet,
        )
        self.talk.add(mention, who, sentence.index)

    def _facet(self, noun: "Token") -> tuple[int, int, str | None]:
        """(end, root, facet) where the noun stands before a part of what it describes: "government officials"."""
        head = noun.head
        if noun.dep_ == "compound" and head.i == noun.i + 1 and head.lower_ in words("facets"):
            after = head.i + 1
            if self.document.mention_at(head.i) is None and (after >= len(self.doc) or self.talk.who_at(after) is None):
                return head.i + 1, head.i, head.lower_
        return noun.i + 1, noun.i, None

    def _body(self, noun: "Token", word: str, before: list[str]) -> None:
        """ "police", "prosecutors": a body of a known kind, but nobody knows which one."""
        kind = next((k for k in ("SecurityForce", "GovernmentBody") if word in words(f"body_{k}")), None)
        if kind is None or any(c.dep_ == "poss" or c.ent_type_ for c in noun.lefts):
            return
        end, root, facet = self._facet(noun)
        self.document.add(
            DocMention(
                start=noun.i,
                end=end,
                root=root,
                form="nominal",
                kind=kind,
                entity=None,
                name=word,
                score=0.4,
                reason="description:body",
                plural=noun.tag_ == "NNS" or word == "police",
                facet=facet,
            )
        )

    # by what they say ------------------------------------------------------------------------------------------------

    def _described(self, noun: "Token", word: str, lemma: str, before: list[str], sentence: Sentence) -> Found | None:
        definite = any(w in DEFINITE for w in before)
        if word in words("side_nouns") and any(w in _PAIRS for w in before):
            if noun.head.lower_ not in {"on", "along", "from"} and not any(c.lower_ == "of" for c in noun.rights):
                self._pair(noun, sentence)  # not "on both sides of the border"
            return None
        owner = owner_of(self.talk, noun)
        if word in words("government_nouns"):
            return self.lands.government(owner, definite or opposed(self.doc, noun.i))
        where = any(c.dep_ == "relcl" and any(t.lower_ == "where" for t in c.lefts) for c in noun.rights)
        if lemma in words("country_nouns") and (definite or where) and noun.tag_ == "NN" and noun.dep_ != "compound":
            found = self.lands.country(lemma, before, sentence)
            if found is not None:
                return found
        if noun.tag_ == "NN" and not any(w in _POSSESSIVES for w in before):
            if word == "state" and noun.dep_ in {"compound", "amod"}:
                return self.lands.state_of(noun.head.lower_, sentence)
            found = self.lands.place(lemma, sentence) if definite or noun.dep_ == "compound" else None
            if found is not None:
                return found
        same = self._same_head(word, before, sentence) if not self._told_apart(noun) else None
        if same is not None:
            return same
        if definite and word in words("organisation_nouns") and not any(c.lower_ == "of" for c in noun.rights):
            if any(c.dep_ == "poss" and c.tag_ == "PRP$" for c in noun.lefts):
                return None  # "his group": which one only his membership would tell
            return None if self._of_the_state(noun) else self._organisation(word, sentence, noun)
        if noun.tag_ != "NN":
            return None
        return self.roles.find(noun, word, before, owner, definite, sentence)

    def _told_apart(self, noun: "Token") -> bool:
        """ "government-aligned forces", "forces loyal to X": words of their own say which ones are meant."""
        if any(
            c.dep_ in {"amod", "acl", "relcl"} and c.tag_ in {"VBN", "VBG", "JJ"} and "-" in self._around(c)
            for c in noun.children
        ):
            return True
        return any(c.dep_ in {"acl", "relcl", "amod"} or (c.dep_ == "prep" and c.lower_ == "of") for c in noun.rights)

    def _around(self, token: "Token") -> str:
        return self.doc[token.i - 1].text if token.i else ""

    def _same_head(self, word: str, before: list[str], sentence: Sentence) -> Found | None:
        """ "police" → National Police: a body whose name ends with the same word."""
        if word not in words("kind_SecurityForce") | words("kind_GovernmentBody") | words("organisation_nouns"):
            return None
        if any(w in {"a", "an", "some", "other", "any", "no"} for w in before):
            return None
        for who in self.talk.latest():
            if who.kind not in GROUPS or not self.talk.seen[who.id]:
                continue
            if who.kind == "ArmedGroup" and word in words("state_arms"):
                continue  # "the army" is not the Liberation Army
            if who.kind != "ArmedGroup" and _FIGHTING & set(before):
                continue  # "the jihadist group" is no bank that calls itself a group
            names = {who.name.lower(), *(a.lower() for a in who.aliases)}
            if any(n.split(" ")[-1] == word or (f" {word} of " in f" {n}") for n in names):
                return who, 0.8, "same-head"
        return None

    def _of_the_state(self, noun: "Token") -> bool:
        """ "the government-run network", "the state-owned company"."""
        before = self.doc[noun.left_edge.i : noun.i]
        return any(t.lower_ in {"government", "state"} and self.doc[t.i + 1].text == "-" for t in before)

    def _organisation(self, word: str, sentence: Sentence, noun: "Token") -> Found | None:
        """The organisation named last before the description, and not again after it in the same sentence."""
        armed = word in words("armed_nouns") and not any(c.lower_ in _PEACEFUL for c in noun.children)
        start = noun.left_edge.i
        after = {who.id for i in range(noun.i + 1, sentence.end) if (who := self.talk.who_at(i)) is not None}
        for who in self.talk.latest():
            if who.id in after:
                continue  # "the group fights for …, while X backs …" is not X
            if self.talk.seen[who.id][-1].token >= start:
                continue  # "the X-linked group" is not X
            if sentence.index - self.talk.seen[who.id][-1].sentence > 4:
                continue
            if armed and who.kind == "ArmedGroup":
                return who, 0.75, "group"
            if not armed and who.kind in _BY_NOUN.get(word, _ANY_BODY):
                return who, 0.7, "organisation"
        if word in {"group", "organisation", "organization", "network", "movement"}:
            for who in self.talk.latest():
                if who.kind in _ANY_BODY and sentence.index - self.talk.seen[who.id][-1].sentence <= 2:
                    return who, 0.6, "organisation"
        return None

    # several, unknown ------------------------------------------------------------------------------------------------

    def _pair(self, noun: "Token", sentence: Sentence) -> None:
        """ "both sides", "the two countries": the two parties spoken of last."""
        states = noun.lower_ in {"countries", "nations", "states", "neighbours", "neighbors", "capitals", "governments"}
        members: list[Who] = []
        countries: set[str] = set()
        for who in self.talk.latest():
            if who.kind in ({"State"} if states else GROUPS - {"Population", "MediaOutlet"}):
                if who.country and who.country in countries and states:
                    continue
                members.append(who)
                countries.add(who.country or "")
            if len(members) == 2:
                break
        if len(members) < 2:
            return
        if sentence.index - min(self.talk.seen[w.id][-1].sentence for w in members) > 5:
            return
        self.document.add(
            DocMention(
                start=noun.i,
                end=noun.i + 1,
                root=noun.i,
                form="nominal",
                kind=members[0].kind,
                entity=None,
                name=None,
                score=0.7,
                reason="description:pair",
                plural=True,
                members=tuple(sorted(w.id for w in members)),
            )
        )

    def _note(self, noun: "Token", word: str, lemma: str, before: list[str], sentence: Sentence) -> None:
        person = lemma in words("role_nouns") or lemma in words("person_nouns")
        plural = noun.tag_ == "NNS"
        if lemma in words("light_nouns") or noun.ent_type_ in {"DATE", "TIME", "MONEY", "PERCENT", "CARDINAL"}:
            return
        if not person and not is_subject(noun) and word not in words("generic_bodies"):
            return
        self.talk.unknown.append(
            Unknown(
                word,
                sentence.index,
                noun.i,
                is_subject(noun),
                person,
                plural or word == "police",
                gender_of([word]),
                named=word in words("organisation_nouns") or word in words("generic_bodies") or (person and plural),
            )
        )
        if len(self.talk.unknown) > 25:
            del self.talk.unknown[:-15]


_ANY_BODY = frozenset(
    ["Organisation", "GovernmentBody", "SecurityForce", "Party", "NGO", "IGO", "Company", "MediaOutlet"]
)
_BY_NOUN = {
    "party": frozenset(["Party"]),
    "ministry": frozenset(["GovernmentBody"]),
    "company": frozenset(["Company"]),
    "firm": frozenset(["Company"]),
    "bank": frozenset(["Company"]),
    "army": frozenset(["SecurityForce"]),
    "force": frozenset(["SecurityForce"]),
    "newspaper": frozenset(["MediaOutlet"]),
    "channel": frozenset(["MediaOutlet"]),
    "broadcaster": frozenset(["MediaOutlet"]),
    "paper": frozenset(["MediaOutlet"]),
    "outlet": frozenset(["MediaOutlet"]),
    "court": frozenset(["GovernmentBody"]),
    "council": frozenset(["GovernmentBody", "IGO"]),
    "assembly": frozenset(["GovernmentBody"]),
    "parliament": frozenset(["GovernmentBody"]),
    "legislature": frozenset(["GovernmentBody"]),
    "senate": frozenset(["GovernmentBody"]),
    "congress": frozenset(["GovernmentBody"]),
    "department": frozenset(["GovernmentBody", "SecurityForce"]),
    "alliance": frozenset(["IGO", "Party"]),
    "bloc": frozenset(["IGO", "Party"]),
    "union": frozenset(["IGO", "NGO"]),
    "agency": frozenset(["GovernmentBody", "SecurityForce", "IGO", "MediaOutlet"]),
    "coalition": frozenset(["IGO", "Party", "SecurityForce"]),
}


def _is_body(word: str) -> bool:
    return word in words("body_SecurityForce") or word in words("body_GovernmentBody") or word in {"state", "assembly"}

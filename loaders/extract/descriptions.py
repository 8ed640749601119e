"""Descriptions ("the minister", "the group", "the neighbouring country") → the entity they stand for.

The first rule that applies decides: structure (apposition, title, copula), government and country words, places,
bodies of the same name, organisation nouns, roles and offices, the salient person. What nobody is found for is noted
as somebody unknown, who competes when pronouns are resolved.
"""

from functools import cache
from typing import TYPE_CHECKING

from loaders.extract.cast import GROUPS, Who
from loaders.extract.discourse import Discourse, Unknown, is_subject, verb_over
from loaders.extract.document import DocMention, Sentence
from loaders.extract.frames import lexicon
from loaders.extract.grammar import opposed, subject_of
from loaders.extract.lands import Lands
from loaders.extract.lexicon import list_names, words
from loaders.extract.link import day_of
from loaders.extract.people import gender_of
from schema.reference import Reference

if TYPE_CHECKING:
    from spacy.tokens import Token

_POSSESSIVES = frozenset(["its", "his", "her", "their"])
_DEFINITE = frozenset(["the", "this", "that", "these", "those", "both", "its", "his", "her", "their", "said"])
_FAR = 15  # sentences over which a role or an organisation is remembered
_OWNING_PLACES = frozenset(["city", "district", "province", "town"])  # "city police", "district officials"
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

    def read(self, noun: "Token", sentence: Sentence) -> None:
        """Resolve one common noun that is no part of a mention, or note it as unknown."""
        word, lemma = noun.lower_, noun.lemma_.lower()
        modifies = noun.dep_ in {"compound", "amod", "nmod", "npadvmod"}
        if modifies and not self._titled(noun) and not _is_body(word) and word not in _OWNING_PLACES:
            return
        found = self._structure(noun)
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
            if self.document.mention_at(head.i) is None and (after >= len(self.doc) or self._who(after) is None):
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

    # structure -------------------------------------------------------------------------------------------------------

    def _titled(self, noun: "Token") -> bool:
        """A role noun right before a name, or before another title ("spokesman Name")."""
        return noun.lower_ in words("role_nouns") and noun.i + 1 < len(self.doc) and self._who(noun.i + 1) is not None

    def _who(self, i: int) -> Who | None:
        mention = self.document.mention_at(i)
        return self.cast.who.get(mention.entity) if mention is not None and mention.entity is not None else None

    def _structure(self, noun: "Token") -> tuple[Who, float, str] | None:
        lemma = noun.lemma_.lower()
        is_role = lemma in words("role_nouns") or noun.lower_ in words("role_nouns")
        if is_role and noun.i + 1 < len(self.doc):
            after = self._who(noun.i + 1)
            mention = self.document.mention_at(noun.i + 1)
            if after is not None and after.is_person and mention is not None and mention.form == "name":
                return self._give(after, lemma), 0.95, "title"
        if noun.dep_ == "appos":
            who = self._who(noun.head.i)
            if who is not None and self._agrees(who, noun):
                return self._give(who, lemma), 0.9, "apposition"
        for child in noun.children:
            if child.dep_ == "appos" and child.i > noun.i:
                who = self._who(child.i)
                if who is not None and self._agrees(who, noun):
                    return self._give(who, lemma), 0.9, "apposition"
            if child.dep_ == "prep" and child.lower_ == "of" and lemma in words("kind_Place") and noun.tag_ == "NN":
                for name in child.children:
                    who = self._who(name.i) if name.dep_ == "pobj" else None
                    if who is not None and who.kind == "Place" and lemma not in {"capital", "part", "border"}:
                        return who, 0.9, "place-of"
        if noun.dep_ == "attr" and noun.head.lemma_ == "be":
            for child in noun.head.children:
                who = self._who(child.i) if child.dep_ == "nsubj" else None
                if who is not None and self._agrees(who, noun) and not any(c.dep_ == "neg" for c in noun.head.children):
                    return self._give(who, lemma), 0.85, "copula"
        if noun.dep_ == "pobj" and noun.head.lower_ == "as" and is_role:
            for child in noun.head.head.children:
                who = self._who(child.i) if child.dep_ in {"nsubj", "nsubjpass", "dobj"} else None
                if who is not None and who.is_person:
                    return self._give(who, lemma), 0.7, "as"
        return None

    def _give(self, who: Who, role: str) -> Who:
        if who.is_person:
            who.roles.add(role)
            who.gender = who.gender or gender_of([role])
        return who

    def _agrees(self, who: Who, noun: "Token") -> bool:
        """Whether the noun can describe such an entity at all."""
        lemma = noun.lemma_.lower()
        if who.is_person:
            return noun.tag_ == "NN" and (lemma in words("role_nouns") or lemma in words("person_nouns") or lemma in words("kin_nouns"))  # fmt: skip
        if who.kind in {"Place", "State"}:
            return lemma in words("kind_Place") or lemma in words("country_nouns") or lemma in words("place_level_city") or lemma in words("place_level_admin") or lemma in {"ally", "neighbour", "neighbor", "rival", "power"}  # fmt: skip
        if who.kind in GROUPS:
            return lemma in words("organisation_nouns") or noun.lower_ in words("organisation_nouns") or lemma in {"wing", "arm", "branch", "ally", "affiliate", "offshoot", "capital"}  # fmt: skip
        return lemma in {"project", "plan", "operation", "campaign", "initiative", "deal", "agreement", "corridor"}

    # by what they say ------------------------------------------------------------------------------------------------

    def _described(
        self, noun: "Token", word: str, lemma: str, before: list[str], sentence: Sentence
    ) -> tuple[Who, float, str] | None:
        definite = any(w in _DEFINITE for w in before)
        if word in words("side_nouns") and any(w in _PAIRS for w in before):
            if noun.head.lower_ not in {"on", "along", "from"} and not any(c.lower_ == "of" for c in noun.rights):
                self._pair(noun, sentence)  # not "on both sides of the border"
            return None
        owner = self._owner(noun)
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
            return self._organisation(word, sentence, noun.left_edge.i)
        if noun.tag_ != "NN":
            return None
        return self._person(noun, word, before, owner, definite, sentence)

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

    def _owner(self, noun: "Token") -> Who | None:
        """The entity that possesses or modifies the noun ("Pakistan's", "Afghan", "of Pakistan")."""
        for child in noun.children:
            if child.dep_ in {"poss", "amod", "compound", "nmod"}:
                who = self._who(child.i) if self.doc[child.i + 1].text != "-" else None
                if who is not None:
                    return who
            if child.dep_ == "prep" and child.lower_ == "of":
                for name in child.children:
                    who = self._who(name.i) if name.dep_ == "pobj" else None
                    if who is not None:
                        return who
        return None

    def _same_head(self, word: str, before: list[str], sentence: Sentence) -> tuple[Who, float, str] | None:
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
            names = {who.name.lower(), *(a.lower() for a in who.aliases)}
            if any(n.split(" ")[-1] == word or (f" {word} of " in f" {n}") for n in names):
                return who, 0.8, "same-head"
        return None

    def _organisation(self, word: str, sentence: Sentence, start: int) -> tuple[Who, float, str] | None:
        """The organisation named last before the description (tokens from `start`)."""
        armed = word in words("armed_nouns")
        for who in self.talk.latest():
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

    # persons ---------------------------------------------------------------------------------------------------------

    def _person(
        self, noun: "Token", word: str, before: list[str], owner: Who | None, definite: bool, sentence: Sentence
    ) -> tuple[Who, float, str] | None:
        if word not in words("role_nouns") and word not in words("person_nouns"):
            return None
        if (
            word not in words("kin_nouns")
            and any(w in {"his", "her", "their"} for w in before)
            and word in words("person_nouns")
        ):
            return self._client(noun) if word == "client" else None  # "his victim"
        if not definite and not (owner is not None and word in words("kin_nouns")):
            return None
        modifiers = [w for w in before if w not in _DEFINITE]
        gender = gender_of([word])
        title = " ".join([*modifiers, word])
        holders = [w for w in self.talk.latest() if w.is_person and w.gender in {None, gender or w.gender}]
        if modifiers:
            full = [w for w in holders if title in w.roles]
            if full:
                return full[0], 0.85, "role"
        if any(
            w in {"former", "then", "late", "another", "other", "senior", "second", "local", "unnamed"}
            for w in modifiers
        ):
            return None
        near = [w for w in holders if sentence.index - self.talk.seen[w.id][-1].sentence <= _FAR]
        fitting = [w for w in near if _plays(w, word) and _compatible(w, modifiers, word)]
        if any(u.noun == word and sentence.index - u.sentence <= 3 for u in self.talk.unknown if u.person):
            unknown = max(u.token for u in self.talk.unknown if u.person and u.noun == word)
            fitting = [w for w in fitting if self.talk.seen[w.id][-1].token > unknown]
            if not fitting:
                return None
        if fitting:
            return fitting[0], 0.85 if len(fitting) == 1 else 0.65, "role"
        holder = self._holder(title, word, owner)
        if holder is not None:
            return holder, 0.65, "office"
        if word in lexicon().groups["armed"]:
            near = [w for w in near if not w.known and not w.roles]  # a gunman holds no office
        if word in words("person_nouns") and near:
            salient = sorted(
                near, key=lambda w: (-len(self.talk.seen[w.id]) - 3.0 * (w is near[0]), self.talk.seen[w.id][-1].token)
            )
            if len(salient) == 1 or len(self.talk.seen[salient[0].id]) >= 1.5 * len(self.talk.seen[salient[1].id]):
                return salient[0], 0.6, "salient"
        return None

    def _client(self, noun: "Token") -> tuple[Who, float, str] | None:
        """ "X's lawyer says his client …": X."""
        verb = verb_over(noun)
        while verb is not None:
            subject = subject_of(verb)
            if subject is not None and subject.lemma_.lower() in words("same_role_lawyer"):
                owner = self._owner(subject)
                return (owner, 0.8, "client") if owner is not None and owner.is_person else None
            verb = verb_over(verb) if verb.head is not verb else None
        return None

    def _holder(self, title: str, word: str, owner: Who | None) -> Who | None:
        """Who holds the office at the article's date, in the owner's country, else in the one the text is about."""
        country = owner.country if owner is not None else self.lands.usual()
        if country is None:
            return None
        if owner is not None and owner.kind != "State":
            return None
        for candidate in dict.fromkeys((title, word)):
            actor = None if candidate in words("vague_offices") else self.reference.holder(candidate, country, self.on)
            if actor is not None:
                return self.lands.known(actor)
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


def _plays(who: Who, word: str) -> bool:
    """Whether the text gives a person this role, or one by another word for it."""
    if word in who.roles:
        return True
    return any(not who.roles.isdisjoint(one) for one in _same_roles() if word in one)


@cache
def _same_roles() -> tuple[frozenset[str], ...]:
    return tuple(words(name) for name in list_names("same_role_"))


def _is_body(word: str) -> bool:
    return word in words("body_SecurityForce") or word in words("body_GovernmentBody") or word in {"state", "assembly"}


def _compatible(who: Who, modifiers: list[str], word: str) -> bool:
    """Whether a person with this role can be meant when the description says more ("the defence minister")."""
    portfolio = [m for m in modifiers if m in words("titles")]
    if not portfolio:
        return True
    held = [r for r in who.roles if r.endswith(word) and " " in r]
    return not held or any(all(_same_word(m, r) for m in portfolio) for r in held)


def _same_word(word: str, role: str) -> bool:
    return word.replace("defense", "defence") in role.replace("defense", "defence")

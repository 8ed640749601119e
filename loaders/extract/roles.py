"""Persons spoken of by what they are: "the minister", "the attacker", "his client"."""

from functools import cache
from typing import TYPE_CHECKING

from loaders.extract.cast import Who
from loaders.extract.discourse import Discourse, verb_over
from loaders.extract.document import Sentence
from loaders.extract.frames import lexicon
from loaders.extract.grammar import subject_of
from loaders.extract.lands import Lands
from loaders.extract.lexicon import list_names, words
from loaders.extract.link import day_of
from loaders.extract.people import gender_of
from loaders.extract.structure import Found, owner_of
from schema.reference import Reference

if TYPE_CHECKING:
    from spacy.tokens import Token

DEFINITE = frozenset(["the", "this", "that", "these", "those", "both", "its", "his", "her", "their", "said"])
_FAR = 15  # sentences over which a role is remembered


class Roles:
    """Answers from the persons that have been read so far, then from the offices that reference data knows."""

    def __init__(self, talk: Discourse, reference: Reference, lands: Lands) -> None:
        self.talk, self.reference, self.lands = talk, reference, lands
        self.on = day_of(talk.document)

    def find(
        self, noun: "Token", word: str, before: list[str], owner: Who | None, definite: bool, sentence: Sentence
    ) -> Found | None:
        """The person that a description means; `before` are the words between its left edge and the noun."""
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
        modifiers = [w for w in before if w not in DEFINITE]
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

    def _client(self, noun: "Token") -> Found | None:
        """ "X's lawyer says his client …": X."""
        verb = verb_over(noun)
        while verb is not None:
            subject = subject_of(verb)
            if subject is not None and subject.lemma_.lower() in words("same_role_lawyer"):
                owner = owner_of(self.talk, subject)
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


def _plays(who: Who, word: str) -> bool:
    """Whether the text gives a person this role, or one by another word for it."""
    if word in who.roles:
        return True
    return any(not who.roles.isdisjoint(one) for one in _same_roles() if word in one)


@cache
def _same_roles() -> tuple[frozenset[str], ...]:
    return tuple(words(name) for name in list_names("same_role_"))


def _compatible(who: Who, modifiers: list[str], word: str) -> bool:
    """Whether a person with this role can be meant when the description says more ("the defence minister")."""
    portfolio = [m for m in modifiers if m in words("titles")]
    if not portfolio:
        return True
    held = [r for r in who.roles if r.endswith(word) and " " in r]
    return not held or any(all(_same_word(m, r) for m in portfolio) for r in held)


def _same_word(word: str, role: str) -> bool:
    return word.replace("defense", "defence") in role.replace("defense", "defence")

"""Pronouns → the entity they stand for, each with its rule and a score; abstains where two answers are nearly as good.

One pass in text order. In each sentence descriptions are read first (descriptions.py), then pronouns.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING

from loaders.extract.cast import GROUPS, Cast, Who
from loaders.extract.descriptions import Descriptions
from loaders.extract.discourse import SUBJECTS, Discourse, Unknown, verb_over
from loaders.extract.document import DocMention, Document, Sentence
from loaders.extract.grammar import opposed, subject_of
from loaders.extract.lexicon import words
from schema.reference import Reference

if TYPE_CHECKING:
    from spacy.tokens import Token

ENOUGH = 0.62  # confidence from which a pronoun is linked
UNKNOWN_PERSON = -0.6
SOMETHING = 1.0  # things without a name compete with "it" and "they" even where none was noted
KNOWN_GENDER = 0.2
GOVERNS = 3.6
OUTER = 0.3  # what each further verb above takes off
CHAIN = 1.05
OFTEN = 0.55
_RULERS = frozenset(["State", "GovernmentBody"])
_CLASSES = ("he", "she", "they", "it")


def resolve(document: Document, cast: Cast, reference: Reference) -> None:
    """Add the mentions of pronouns and descriptions to a document whose names are known."""
    reader = _Reader(document, cast, reference)
    for sentence in document.sentences:
        reader.read(sentence)
    document.entities.update(cast.entities())


@dataclass(slots=True)
class _Ranked:
    who: Who | None
    score: float
    rule: str
    other: Unknown | None = None


class _Reader:
    def __init__(self, document: Document, cast: Cast, reference: Reference) -> None:
        self.document = document
        self.doc = document.doc
        self.talk = Discourse(document, cast)
        self.descriptions = Descriptions(self.talk, reference)
        self.pronouns = {w: c for c in _CLASSES for w in words(f"pronouns_{c}")}

    def read(self, sentence: Sentence) -> None:
        """Names, descriptions and pronouns of one sentence, in text order."""
        taken: set[int] = set()
        pronouns: list[Token] = []
        i = sentence.start
        while i < sentence.end:
            mention = self.document.mention_at(i)
            token = self.doc[i]
            if mention is not None:
                if id(mention) not in taken:
                    taken.add(id(mention))
                    self.talk.take(mention, sentence.index)
            elif token.tag_ in {"NN", "NNS"} or token.lower_ in words("role_nouns") or self._sided(token):
                self.descriptions.read(token, sentence)
            elif token.lower_ in self.pronouns:
                pronouns.append(token)
            elif token.tag_ in {"WP", "WDT", "WP$", "WRB"}:
                self._relative(token, sentence)
            i += 1
        for token in pronouns:
            self._pronoun(token, self.pronouns[token.lower_], sentence)

    def _sided(self, token: "Token") -> bool:
        """ "anti-government"."""
        return token.lower_ in words("government_nouns") and opposed(self.doc, token.i)

    def _relative(self, token: "Token", sentence: Sentence) -> None:
        """ "the man who …", "Kabul, where …": the noun that the relative clause hangs from."""
        clause: Token = token
        for _ in range(8):
            if clause.dep_ == "relcl" or clause.head is clause:
                break
            clause = clause.head
        if clause.dep_ != "relcl":
            return
        mention = self.document.mention_of(clause.head.i)
        if mention is None or mention.entity is None or mention.entity not in self.talk.cast.who:
            return
        if token.lower_ == "where" and mention.kind not in {"Place", "State"}:
            return
        who = self.talk.cast.who[mention.entity]
        self.document.add(_mention(token, who, min(0.9, mention.score), "relative", "pronoun"))

    def _pronoun(self, token: "Token", kind: str, sentence: Sentence) -> None:
        if kind == "it" and (_pleonastic(token) or (token.lower_ == "it" and _is_object(token))):
            return  # as an object it goes back to a thing or a deed, hardly ever to an actor
        if kind in {"he", "she"}:
            ranked = self._persons(token, kind, sentence)
        else:
            ranked = self._accused(token, sentence) or self._things(token, kind, sentence)
        ranked.sort(key=lambda r: (-r.score, r.who.id if r.who else ""))
        if not ranked:
            return
        best = ranked[0]
        if best.who is None:
            if best.other is not None and best.other.named:
                self._generic(token, best, ranked)
            return
        second = ranked[1].score if len(ranked) > 1 else UNKNOWN_PERSON
        if kind in {"it", "they"}:
            second = max(second, SOMETHING)
        confidence = 1 / (1 + exp(-1.6 * (best.score - second)))
        who = best.who
        if confidence < ENOUGH or who is None:
            return
        if who.is_person and who.gender is None and confidence > 0.8:
            who.gender = "m" if kind == "he" else "f"
        self.talk.add(_mention(token, who, round(min(confidence, 0.95), 2), best.rule, "pronoun"), who, sentence.index)
        self.talk.chain[kind] = (who.id, sentence.index)

    def _generic(self, token: "Token", best: _Ranked, ranked: list[_Ranked]) -> None:
        """A body without a name ("police said they …"): the pronoun gets its words, and no entity."""
        other = best.other
        if other is None or (len(ranked) > 1 and best.score - ranked[1].score < 0.3):
            return
        self.document.add(
            DocMention(
                start=token.i,
                end=token.i + 1,
                root=token.i,
                form="pronoun",
                kind=None,
                entity=None,
                name=other.noun,
                score=0.6,
                reason=best.rule,
                plural=other.plural,
            )
        )
        other.sentence, other.subject = self.document.sentence_of(token.i).index, token.dep_ in SUBJECTS

    # he, she ---------------------------------------------------------------------------------------------------------

    def _persons(self, token: "Token", kind: str, sentence: Sentence) -> list[_Ranked]:
        gender = "m" if kind == "he" else "f"
        governing, own = self._governing(token)
        excluded = {own} if own is not None and _is_object(token) else set()
        beside = self._beside(token)
        if beside is not None and beside.is_person and beside.gender in {None, gender}:
            return [_Ranked(beside, GOVERNS, "pronoun:beside")]
        quotation = self.document.in_quotation(token.i)
        speaker = self.talk.speaker_of(quotation) if quotation else None
        ranked: list[_Ranked] = []
        for who in self.talk.latest():
            if not who.is_person or who.gender not in {None, gender} or who.id in excluded:
                continue
            score, rule = self._position(who, token, sentence, governing)
            score += OFTEN * log(1 + len(self.talk.seen[who.id]))
            score += KNOWN_GENDER if who.gender == gender else 0.0
            score += self._chain(who, kind, sentence, gender)
            score -= 3.0 if speaker == who.id else 0.0
            ranked.append(_Ranked(who, score, f"pronoun:{rule}"))
        ranked += [
            _Ranked(None, UNKNOWN_PERSON + self._unknown(other, token, sentence), "unknown")
            for other in self.talk.unknown
            if other.person and not other.plural and other.token < token.i and other.gender in {None, gender}
        ]
        return ranked

    def _governing(self, token: "Token") -> tuple[list[str], str | None]:
        """(entities that are subjects of the verbs above the pronoun, the one nearest first; that of its own clause)."""
        verb = verb_over(token)
        own: str | None = None
        found: list[str] = []
        is_own = True
        for _ in range(10):
            if verb is None:
                break
            subject = subject_of(verb)
            if subject is not None and subject.i != token.i and not _inside(token, subject):
                mention = self.document.mention_of(subject.i)
                entity = mention.entity if mention is not None else None
                if is_own:
                    own = entity
                owner = self._possessor(subject)
                if owner is not None and owner not in found and not is_own:
                    found.append(owner)  # "his attorney said he": he is the one whose attorney it is
                if entity is not None and not (is_own and _is_object(token)):
                    found.append(entity)
            is_own = False
            verb = verb_over(verb) if verb.head is not verb else None
        return found, own

    def _possessor(self, subject: "Token") -> str | None:
        """Whom a possessive pronoun before the subject stands for, once it is resolved; whose thing it is, by name."""
        for child in subject.lefts:
            thing = subject.lemma_.lower() not in words("role_nouns") and subject.lemma_.lower() not in words("facets")
            if child.dep_ == "poss" and (child.lower_ in {"his", "her", "their", "its"} or thing):
                mention = self.document.mention_of(child.i)
                return mention.entity if mention is not None else None
        return None

    def _beside(self, token: "Token") -> Who | None:
        """ "Name and his brother": the name that the pronoun's noun is joined to."""
        if token.dep_ != "poss" or token.head.dep_ != "conj":
            return None
        mention = self.document.mention_of(token.head.head.i)
        if mention is None or mention.entity is None or mention.form != "name" or token.head.head.i > token.i:
            return None
        return self.talk.cast.who.get(mention.entity)

    def _position(self, who: Who, token: "Token", sentence: Sentence, governing: list[str]) -> tuple[float, str]:
        if who.id in governing:
            return GOVERNS - OUTER * governing.index(who.id), "governing-subject"
        best, rule = -0.6, "far"
        here = False
        for place in reversed(self.talk.seen[who.id]):
            back = sentence.index - place.sentence
            if back == 0:
                if place.token > token.i:
                    continue
                here = True
                score = 1.5 if place.subject else 0.6 if place.object else 1.2
                if score > best:
                    best, rule = score, "same-sentence"
            elif back == 1:
                score = (2.2 if place.subject else 1.0) * (0.5 if here else 1.0)
                if score > best:
                    best, rule = score, "previous-subject" if place.subject else "previous-sentence"
            elif back == 2:
                if best < 0.7:
                    best, rule = 0.7, "two-back"
            else:
                if back == 3 and best < 0.3:
                    best, rule = 0.3, "three-back"
                break
        return best, rule

    def _chain(self, who: Who, kind: str, sentence: Sentence, gender: str) -> float:
        """The last pronoun's entity goes on, unless another fitting person has come to the fore since."""
        last = self.talk.chain.get(kind)
        if last is None or last[0] != who.id or sentence.index - last[1] > 4:
            return 0.0
        for other in self.talk.latest():
            if other is who or not other.is_person or other.gender not in {None, gender}:
                continue
            place = self.talk.seen[other.id][-1]
            if place.sentence >= last[1] and (
                place.subject or place.sentence < sentence.index or last[1] < sentence.index - 1
            ):
                return 0.0
        return CHAIN

    def _unknown(self, other: Unknown, token: "Token", sentence: Sentence) -> float:
        back = sentence.index - other.sentence
        if back == 0:
            return 1.5 + 1.5 * (other.token in self._governing_tokens(token)) if other.subject else 0.8
        return (2.2 if other.subject else 1.0) if back == 1 else 0.5 if back == 2 else -0.6

    def _governing_tokens(self, token: "Token") -> set[int]:
        found = set()
        verb = verb_over(token)
        for _ in range(10):
            if verb is None:
                break
            subject = subject_of(verb)
            if subject is not None and subject.i != token.i:
                found.add(subject.i)
            verb = verb_over(verb) if verb.head is not verb else None
        return found

    # they, it --------------------------------------------------------------------------------------------------------

    def _things(self, token: "Token", kind: str, sentence: Sentence) -> list[_Ranked]:
        governing, own = self._governing(token)
        excluded = {own} if own is not None and _is_object(token) else set()
        quotation = self.document.in_quotation(token.i)
        speaker = self.talk.speaker_of(quotation) if quotation else None
        ranked: list[_Ranked] = []
        for who in self.talk.latest():
            if who.id in excluded or not self._fits(who, kind):
                continue
            places = self.talk.seen[who.id]
            back = sentence.index - places[-1].sentence
            if back > 3 or (kind == "it" and places[-1].form == "demonym"):
                continue
            score, rule = self._position(who, token, sentence, governing)
            score += 0.4 * log(1 + len(places))
            last = self.talk.chain.get(kind)
            score += 0.8 if last is not None and last[0] == who.id and sentence.index - last[1] <= 2 else 0.0
            score -= 2.0 if speaker == who.id else 0.0
            score -= 0.8 if who.kind == "Place" else 0.0
            ranked.append(_Ranked(who, score, f"pronoun:{rule}"))
        plural = kind == "they"
        for other in self.talk.unknown:
            if other.token < token.i and sentence.index - other.sentence <= 2 and other.plural == plural:
                if kind == "it" and other.person:
                    continue
                ranked.append(_Ranked(None, self._unknown(other, token, sentence) - 0.3, "pronoun:generic", other))
        return ranked

    def _fits(self, who: Who, kind: str) -> bool:
        if kind == "it":
            some = who.plural or (
                who.kind == "ArmedGroup" and any(m.plural for m in who.mentions[-3:] if m.form == "name")
            )
            return (who.kind in GROUPS and not some and who.kind != "Population") or who.kind in {
                "Place",
                "Project",
                "Operation",
                "Agreement",
            }
        if who.is_person or who.kind in {"Place", "Project", "Operation", "Agreement"}:
            return False
        return who.plural or who.kind in {"ArmedGroup", "SecurityForce", "Population", "Organisation", "Company", "Party", "NGO"} or any(m.plural for m in who.mentions[-3:])  # fmt: skip

    def _accused(self, token: "Token", sentence: Sentence) -> list[_Ranked]:
        """ "A blamed B, claiming it gave B's leaders a haven": neither A nor B, but the state spoken of last."""
        if token.dep_ not in SUBJECTS:
            return []
        verb = verb_over(token)
        accuser: str | None = None
        node = verb
        for _ in range(6):
            if node is None or node.head is node:
                break
            node = verb_over(node)
            if node is not None and node.lemma_ in words("accusing"):
                subject = subject_of(node)
                mention = self.document.mention_of(subject.i) if subject is not None else None
                accuser = mention.entity if mention is not None else None
                break
        if accuser is None or verb is None:
            return []
        objects = set(self._entities_in(verb, token))
        accuser_country = self.talk.cast.who[accuser].country if accuser in self.talk.cast.who else None
        if not objects:
            return []
        for who in self.talk.latest():
            if who.kind in _RULERS and who.id not in objects and who.id != accuser and who.country != accuser_country:
                if self.talk.seen[who.id][-1].form == "demonym":
                    continue
                return [_Ranked(who, 2.2, "pronoun:accused-state")]
        return [_Ranked(None, 9.0, "none")]

    def _entities_in(self, verb: "Token", token: "Token") -> Iterable[str]:
        """Entities inside the objects of the pronoun's own clause."""
        for child in verb.children:
            if child.dep_ in {"dobj", "dative", "pobj", "ccomp"} and child.i > token.i:
                for i in range(child.left_edge.i, min(child.right_edge.i, child.left_edge.i + 40) + 1):
                    mention = self.document.mention_at(i)
                    if mention is not None and mention.entity is not None:
                        yield mention.entity


def _mention(token: "Token", who: Who, score: float, reason: str, form: str) -> DocMention:
    return DocMention(
        start=token.i,
        end=token.i + 1,
        root=token.i,
        form=form,
        kind=who.kind,
        entity=who.id,
        name=who.name,
        score=score,
        reason=reason,
        plural=who.plural,
        gender=who.gender,
    )


def _is_object(token: "Token") -> bool:
    """Whether the pronoun is an object of its clause ("him"), so that the clause's subject is somebody else."""
    return token.dep_ in {"dobj", "dative"} or (token.dep_ == "pobj" and token.head.head.pos_ in {"VERB", "AUX"})


def _inside(token: "Token", head: "Token") -> bool:
    return bool(head.left_edge.i <= token.i <= head.right_edge.i)


def _pleonastic(token: "Token") -> bool:
    """ "It is clear that …", "it seems", "it took a day to": the pronoun stands for nothing."""
    if token.dep_ == "expl":
        return True
    if token.dep_ not in SUBJECTS or token.lower_ != "it":
        return False
    verb = token.head
    if verb.lemma_ in {"seem", "appear", "happen", "rain", "snow", "matter"}:
        return True
    children = {c.dep_ for c in verb.children}
    if verb.lemma_ == "be" and children & {"acomp", "attr"} and children & {"ccomp", "xcomp", "advcl", "csubj"}:
        return True
    if verb.lemma_ == "take" and "xcomp" in children:
        return True
    return verb.dep_ == "ROOT" and verb.tag_ == "VBN" and "ccomp" in children

"""Events and sayings → sourced claims: who says it, how firmly, under which condition, in which words."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from loaders.extract.avowals import avowals
from loaders.extract.conditions import condition_of, consequence_of
from loaders.extract.confidence import confidence_of, in_tier, sure, whole
from loaders.extract.cues import load
from loaders.extract.document import Document, Event, Saying
from loaders.extract.qualifiers import Sentences, as_place, as_state, office_body, time_of, value_of, words_of
from loaders.extract.rejoinders import added, is_pointer, rejoinders
from loaders.extract.senses import passive
from loaders.extract.statements import chain, statement_of, to_statements
from loaders.extract.subjects import subject_of
from loaders.extract.view import PRONOUNS, RELATIVE, View
from loaders.extract.warns import hazard_place, sense_of
from schema.ids import claim_id
from schema.records import Claim, Modality, Polarity, Ref, Speech, Statement

_NOT_THE_ACCUSER = frozenset({"HARBORS", "FUNDS_SPONSORS", "ARMS_TRAINS", "COOPERATES_WITH", "AIDS"})
_SAYS = frozenset(
    {
        "WARNS",
        "THREATENS",
        "BLAMES_ACCUSES",
        "DEMANDS",
        "REJECTS",
        "CONDEMNS_OPPOSES",
        "DENIES",
        "CLAIMS_RESPONSIBILITY",
        "PROMISES_AGREES",
    }
)
_REPROACHES = frozenset({"blame", "accuse", "condemn", "criticise", "criticize", "denounce", "fault", "charge"})
_ANYBODY = frozenset(["someone", "somebody", "anyone", "everyone", "others", "some", "many", "both", "all", "one"])
_TIMES = frozenset({"DATE", "TIME", "PERCENT"})
_READER = frozenset({"i", "you", "me", "my", "your"})
_NEED_BOTH = frozenset(
    {"MEETS_NEGOTIATES", "BLAMES_ACCUSES", "CONDEMNS_OPPOSES", "THREATENS", "ATTACKS", "COOPERATES_WITH"}
)
_ACTS = frozenset({"ATTACKS", "RESTRICTS", "DEPLOYS_TO", "INFILTRATES_INTO", "DEMANDS"})
_NO_OTHER = frozenset({"no target", "target is no actor", "generic target"})
_PART_OF_IT = frozenset({"under", "of", "in", "within", "for", "along", "as"})
_TITLES = frozenset({"title", "possessor", "compound"})
_BY_TITLE = frozenset({"LEADS", "MEMBER_OF", "HOLDS_OFFICE", "PART_OF", "AFFILIATED_WITH"})
_STATES = frozenset({"State", "GovernmentBody"})


class Reality(NamedTuple):
    """How real a claim is said to be."""

    modality: Modality
    polarity: Polarity
    alleged: bool
    denied: bool


class Voice(NamedTuple):
    """Who says it: index of the innermost saying, speaker and chain, and how sure the attribution is."""

    saying: int | None
    speaker: Ref | None
    chain: tuple[Ref, ...]
    speech: Speech
    trust: float
    stance: str | None


def build_claims(
    document: Document, sayings: list[Saying], events: Sequence[Event], view: View | None = None
) -> tuple[Claim, ...]:
    """One claim for every event whose ends can stand for its relation, in text order. Unlikely ones keep a low confidence."""
    maker = _Maker(document, sayings, view or View(document), to_statements(document, sayings))
    made = [(event, claim) for event in events if (claim := maker.claim(event)) is not None]
    found: dict[str, Claim] = {}
    answers = (*rejoinders(document, maker.view, made), *avowals(maker.view, made))
    for claim in (*(claim for _, claim in made), *answers):
        old = found.get(claim.id)
        if old is None or claim.confidence > old.confidence:
            found[claim.id] = claim
    kept = _told_once(list(found.values()))
    return tuple(sorted(kept, key=lambda c: (c.start, c.trigger_at or (0, 0), c.id)))


def _told_once(claims: list[Claim]) -> list[Claim]:
    """Without the weaker of two readings of one office or membership in a sentence ("being a member of the group")."""
    best: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        ends = tuple((r.entity or r.start) if r is not None else None for r in (claim.subject, claim.object))
        key = (claim.predicate, claim.start, *ends) if claim.predicate in _BY_TITLE and claim.object else (claim.id,)
        old = best.get(key)
        if old is None or (claim.confidence, claim.id) > (old.confidence, old.id):
            best[key] = claim
    return list(best.values())


class _Maker:
    """Everything that is found once per document."""

    def __init__(
        self, document: Document, sayings: list[Saying], view: View, statements: tuple[Statement, ...]
    ) -> None:
        self.document, self.sayings, self.view, self.statements = document, sayings, view, statements
        self.sentences = Sentences(view)
        self.model = view.model

    def claim(self, event: Event) -> Claim | None:
        """The claim that an event makes, or None when its ends cannot stand for the relation."""
        document, view = self.document, self.view
        voice = self._voice(event)
        if event.predicate == "WARNS":
            event = self._warning(event)
        if event.predicate == "CLAIMS_RESPONSIBILITY" or (event.predicate == "DENIES" and self._denies_words(event)):
            # what is claimed is an act: its victims are not the object; and a charge that is denied is none
            event = _changed(event, object=None, sense=event.sense, roles=event.roles)
        if event.predicate == "DEPLOYS_TO" and self._own_troops(event.object):
            event = _changed(event, object=None, sense=event.sense, roles=event.roles)
        if event.predicate == "INVESTS_IN":
            event = self._investment(event)
        subject, obj = self._ref(event.subject), self._ref(event.object)
        if event.predicate in _NOT_THE_ACCUSER:
            subject = self._accused(event, subject, obj, voice)
        relation = self.model.relations[event.predicate]
        if relation.object == frozenset({"Place"}) or (event.predicate in ("INFILTRATES_INTO", "SMUGGLES_INTO")):
            obj = as_place(document, obj)
        if event.predicate == "SANCTIONS_REDUCES_RELATIONS":
            obj = as_state(document, obj)
        if event.predicate == "HOLDS_OFFICE" and obj is None:
            obj = office_body(document, subject, event.roles["title"], event.roles["about"] + 1)
        if event.predicate == "WARNS" and event.sense == "hazard" and event.roles.get("hazard place") == event.object:
            obj = as_place(document, obj)
        if not self._stands(event, subject, obj):
            return None
        allowed = self.model.allows(event.predicate, subject.kind if subject else None, obj.kind if obj else None)
        reality = reality_of(event, voice.stance if voice.saying is not None else None, self._inside_denial(event))
        sentence = document.sentence_of(event.trigger)
        start, end, quote = document.span(sentence.start, sentence.end)
        flags = self._flags(start, end, sentence.flags)
        condition, consequence = self._condition(event, reality.modality)
        modality = reality.modality
        if condition is not None and modality in (Modality.planned, Modality.possible) and event.predicate not in _SAYS:
            modality = Modality.conditional
        if event.predicate in ("WARNS", "THREATENS") and modality is Modality.conditional:
            modality = Modality.asserted if "if" not in event.operators else modality
        if event.predicate == "SANCTIONS_REDUCES_RELATIONS" and obj is not None and obj.kind == "Place":
            allowed = False  # a town or district has no relations to cut
        linked = all(sure(view.mention(i)) for i in (event.subject, event.object) if i is not None)
        tier = in_tier(event, subject, obj, allowed, linked)
        trigger = document.span(event.trigger, event.trigger + 1)
        place = event.roles.get("place")
        confidence = confidence_of(
            event, tier or whole(event, subject, obj), self._link(event), voice.trust, bool(flags)
        )
        if not allowed:
            confidence = min(confidence, 0.3)
        return Claim(
            id=claim_id(
                document.article.id,
                start,
                end,
                event.predicate,
                subject.key if subject is not None else None,
                obj.key if obj is not None else None,
                f"{trigger[0]}|{reality.polarity}|{voice.speaker.start if voice.speaker else ''}",
            ),
            predicate=event.predicate,
            plover=event.plover,
            subject=subject,
            object=obj,
            value=value_of(view, event, self.sentences),
            speaker=voice.speaker,
            chain=voice.chain,
            speech=voice.speech,
            polarity=reality.polarity,
            modality=modality,
            alleged=reality.alleged and event.predicate not in _BY_TITLE,
            denied=reality.denied,
            sense=event.sense,
            condition=condition and condition[2],
            condition_at=condition and condition[:2],
            consequence=consequence and consequence[2],
            consequence_at=consequence and consequence[:2],
            about=self._about(event),
            place=as_place(document, document.ref(place)) if place is not None and place != event.object else None,
            time=time_of(view, event, self.sentences),
            start=start,
            end=end,
            quote=quote,
            trigger=trigger[2],
            trigger_at=trigger[:2],
            statement=self.statements[voice.saying].id if voice.saying is not None else None,
            rule=event.rule,
            confidence=confidence,
            flags=flags,
        )

    # ------------------------------------------------------------ ends

    def _ref(self, head: int | None) -> Ref | None:
        if head is None:
            return None
        return self.document.ref(head, self.view.tree.phrase(head))

    def _stands(self, event: Event, subject: Ref | None, obj: Ref | None) -> bool:
        """May this be a claim at all? No self-loops, and somebody at the end that the relation cannot do without."""
        if subject is None:
            return False
        if subject is not None and obj is not None and subject.start == obj.start:
            return False
        if subject is not None and obj is not None and subject.entity is not None and subject.name == obj.name:
            return False
        if self._names_nobody(event, subject, obj):
            return False
        relation = self.model.relations[event.predicate]
        if subject.kind == "Place" and event.predicate in _ACTS:
            return False  # "the bombings in the capital that killed …"
        if event.predicate == "CLAIMS_RESPONSIBILITY" and self._is_nobody(event.subject):
            return False  # "no group has claimed the attack": that nobody did is no claim of anybody
        if (
            (relation.object == frozenset({"Place"}) or event.predicate in ("INFILTRATES_INTO", "SMUGGLES_INTO"))
            and obj is not None
            and event.object is not None
            and (obj.kind == "Person" or obj.entity is None)
            and not self.view.place(event.object)
        ):
            return False  # "sent troops": where to is not said
        if obj is None and (
            (relation.kind == "state" and event.predicate != "HOLDS_OFFICE")
            or (relation.kind == "act" and "place" not in event.roles)
        ):
            return False
        if (
            obj is not None
            and event.predicate == "HARBORS"
            and obj.kind is not None
            and obj.kind not in relation.object
        ):
            return False
        return not (event.predicate == "HARBORS" and subject is not None and subject.kind == "Person")

    def _names_nobody(self, event: Event, subject: Ref, obj: Ref | None) -> bool:
        """True if neither end says who is meant: things, pronouns that lead nowhere, people in general. No claim for an analyst."""
        gates = {n.removeprefix("gate:") for n in event.notes if n.startswith("gate:")}
        subject_open, object_open = subject.entity is None, obj is None or obj.entity is None
        if "possessive pronoun" in gates and subject_open:
            return True
        tree = self.view.tree
        lower = tree.lower
        if any(
            tree.ent[i] in _TIMES and self.view.mention(i) is None
            for i in (event.subject, event.object)
            if i is not None
        ):
            return True  # "Monday's bombings", "every 13 minutes"
        if event.subject is not None and subject_open and lower[event.subject] in _READER:
            return True
        if (
            "no target" in gates
            and "light verb" in event.notes
            and "place" not in event.roles
            and event.predicate in _NEED_BOTH
        ):
            return True
        if subject_open and "source is no actor" in gates and event.subject is not None and self._thing(event.subject):
            return True  # "rockets struck the town", "the deployment has failed"
        if not (subject_open and object_open):
            return False
        pronouns = {lower[i] for i in (event.subject, event.object) if i is not None} & (PRONOUNS | RELATIVE | _ANYBODY)
        return (
            bool(pronouns)
            or bool({"source is no actor", "target out of reach"} & gates)
            or ("generic source" in gates and bool(gates & _NO_OTHER))
        )

    def _thing(self, head: int) -> bool:
        """Weapons and events: what is done with them is done by somebody."""
        lex, lemma = self.view.lex, self.view.tree.lemma[head]
        return self.view.level(head) == 0 and (lemma in lex.nouns or lex.in_group(lemma, "weapon"))

    def _accused(self, event: Event, subject: Ref | None, obj: Ref | None, voice: Voice) -> Ref | None:
        """An accuser never accuses himself: a pronoun that leads to him or to the object means the other state named last."""
        tree = self.view.tree
        own = tree.first(event.trigger, "nsubj", "nsubjpass")
        pronoun = own is not None and tree.lower[own] in PRONOUNS
        if not pronoun and "subject:speaker" not in event.notes:
            return subject
        barred = {ref.entity for ref in (voice.speaker, obj) if ref is not None and ref.entity}
        speakers = {ref.entity for ref in voice.chain if ref.entity}
        if not self._accusing(event, voice):
            return subject
        if subject is not None and subject.entity is not None and subject.entity not in barred | speakers:
            return subject
        at = own if own is not None else event.trigger
        other = self._other_state(at, barred | speakers)
        if other is not None or subject is None or subject.entity in barred | speakers:
            return other
        return subject

    def _accusing(self, event: Event, voice: Voice) -> bool:
        """True if the act is told as a reproach: who denies or admits it speaks of himself."""
        if voice.stance == "deny" or "deny" in event.operators:
            return False
        tree = self.view.tree
        above = {tree.lemma[h] for h in tree.ancestors(event.trigger)}
        return voice.stance in ("allege", "judge") or bool(above & _REPROACHES)

    def _other_state(self, before: int, barred: set[str]) -> Ref | None:
        """The state or government named last before a token that is not one of these, nor of the same country."""
        entities = self.document.entities
        countries = {entities[e].country for e in barred if e in entities and entities[e].country}
        for mention in sorted(self.document.mentions, key=lambda m: -m.start):
            if mention.start >= before or mention.kind not in _STATES or mention.entity is None:
                continue
            entity = entities.get(mention.entity)
            if mention.entity in barred or (entity is not None and entity.country in countries):
                continue
            return self.document.ref(mention.root)
        return None

    def _is_nobody(self, head: int | None) -> bool:
        """ "No group has claimed": the words say that there is none."""
        if head is None:
            return True
        tree = self.view.tree
        return tree.lower[head] in ("nobody", "none", "noone") or any(
            tree.lower[c] in ("no", "neither") for c in tree.children(head, "det")
        )

    def _denies_words(self, event: Event) -> bool:
        """ "a charge Tehran denies", "…, which Beijing denied": a proposition is denied, not the thing named before."""
        tree = self.view.tree
        at = event.object
        if at is None:
            return False
        return is_pointer(self.view, at) or (tree.dep[event.trigger] == "relcl" and at < event.trigger)

    def _link(self, event: Event) -> float:
        scores = [m.score for m in (self.view.mention(i) for i in (event.subject, event.object) if i is not None) if m]
        return max(0.0, min(scores, default=0.5))

    # ------------------------------------------------------------ voices

    def _voice(self, event: Event) -> Voice:
        """The innermost saying that holds the trigger; a quotation makes it direct. Titles are the article's own words."""
        aside = event.predicate in ("DENIES", "REJECTS") and added(self.view, event.trigger)
        if (event.rule in _TITLES or aside) and self.document.in_quotation(event.trigger) is None:
            return Voice(None, None, (), Speech.narrator, 1.0, None)
        index = statement_of(self.document, self.sayings, event.trigger)
        while index is not None and self._no_voice(self.sayings[index]):
            index = self.sayings[index].parent
        if index is None:
            return self._accuser(event)
        saying = self.sayings[index]
        heads = chain(self.document, self.sayings, index)
        refs = tuple(r for r in (self._ref(h) for h in heads) if r is not None)
        speaker = self._speaker(saying) or (refs[-1] if refs and saying.speaker is not None else None)
        return Voice(index, speaker, refs, Speech(saying.speech), saying.confidence, saying.stance)

    def _no_voice(self, saying: Saying) -> bool:
        """A thing or an event as "speaker" ("the attacks highlight …") says nothing."""
        speaker = saying.speaker
        # "according to a statement", "military sources said": whoever they are
        source = saying.rule.startswith("according") or self._lemma(speaker) in load().sources
        if speaker is not None and self.view.level(speaker) == 0 and not source:
            return True
        # "claimed responsibility for …" owns up to an act; what is told beside it is the article's
        return any(
            self.view.tree.lemma[i] in ("responsibility", "credit") for i in range(saying.start, saying.start + 2)
        )

    def _lemma(self, i: int | None) -> str:
        return self.view.tree.lemma[i] if i is not None else ""

    def _speaker(self, saying: Saying) -> Ref | None:
        return self.document.ref(saying.speaker, saying.speaker_span) if saying.speaker is not None else None

    def _accuser(self, event: Event) -> Voice:
        """Without a saying: whoever the verb of accusing or denying above the act belongs to."""
        tree = self.view.tree
        if {"accuse", "deny", "allege"} & set(event.operators):
            for h in tree.ancestors(event.trigger):
                operator = self.view.lex.operators.get(tree.lemma[h])
                if operator is not None and (operator.denied or operator.alleged) and not passive(self.view, h):
                    token = subject_of(self.view, h).token
                    ref = self._ref(token)
                    if ref is not None:
                        return Voice(None, ref, (ref,), Speech.indirect, 0.7, operator.name)
        return Voice(None, None, (), Speech.narrator, 1.0, None)

    def _inside_denial(self, event: Event) -> bool:
        index = statement_of(self.document, self.sayings, event.trigger)
        return index is not None and self.sayings[index].stance == "deny"

    # ------------------------------------------------------------ further parts

    def _warning(self, event: Event) -> Event:
        """Fill in the sense; a hazard about a place has the place as its object."""
        sense = sense_of(self.view, event)
        object_, roles = event.object, event.roles
        if sense == "hazard":
            place = hazard_place(self.view, event)
            if place is not None and self.view.tree.pos[place] == "PRON":
                place = None
            addressed = any(
                n in ("target:object", "target:dative", "target:noun:to", "target:verb:to") for n in event.notes
            )
            if place is not None and not addressed:
                object_, roles = place, {**event.roles, "hazard place": place}
        changed = _changed(event, object=object_, sense=sense, roles=roles)
        if roles is not event.roles and self.view.entity(object_ or 0) is not None:
            # the place is the object now: judge the event by it
            gate = "gate:target is no actor"
            lost = 3.0 if gate in event.notes else 0.0
            changed.notes = (
                *(n for n in event.notes if n != gate and not n.startswith("target:")),
                "target:hazard place",
            )
            changed.score = event.score + lost + 2.0
        return changed

    def _own_troops(self, head: int | None) -> bool:
        """ "will deploy 1,200 troops": they are what is sent, not where to."""
        if head is None or self.view.place(head):
            return False
        lemma = self.view.tree.lemma[head]
        return any(self.view.lex.in_group(lemma, group) for group in ("troops", "force", "force_noun", "weapon"))

    def _investment(self, event: Event) -> Event:
        """ "projects under the corridor", "a port at Gwadar": the named project, else the place, that the money goes to."""
        at = event.object
        if at is None or self.view.entity(at) is not None:
            return event
        tree = self.view.tree
        phrases = [*tree.preps(at), *((prep, o) for prep, o in tree.preps(event.trigger) if o > at)]
        below = [(prep, o) for prep, o in phrases if self.view.entity(o) is not None]
        projects = [o for prep, o in below if prep in _PART_OF_IT and self.view.kind(o) == "Project"]
        places = [o for prep, o in below if prep in ("in", "at") and self.view.kind(o) in ("Place", "State", "Company")]
        found = (projects or places)[:1]
        if not found:
            return event
        changed = _changed(event, object=found[0], sense=event.sense, roles={**event.roles, "invested in": at})
        gates = {"gate:target is no actor", "gate:generic target"}
        changed.notes = tuple(n for n in event.notes if n not in gates and n != "bare plural target")
        taken = 3.0 * len(gates & set(event.notes)) + 2.0 * ("bare plural target" in event.notes)
        changed.score = event.score + taken + 1.0  # both ends are named now
        return changed

    def _condition(
        self, event: Event, modality: Modality
    ) -> tuple[tuple[int, int, str] | None, tuple[int, int, str] | None]:
        """Condition and consequence with their original offsets and words."""
        unreal = modality in (Modality.planned, Modality.conditional, Modality.possible)
        if event.predicate not in _SAYS and not unreal:
            return None, None
        carrier = event.roles.get("noun")
        condition = condition_of(self.view, event.trigger, carrier)
        if condition is not None and condition[0] <= event.trigger < condition[1]:
            condition = None  # the act stands in the condition itself
        consequence = None
        if event.predicate == "THREATENS" or (event.predicate == "WARNS" and event.sense == "threat"):
            consequence = consequence_of(self.view, event.trigger, carrier, condition)
        span = self.document.span
        return condition and span(*condition), consequence and span(*consequence)

    def _about(self, event: Event) -> str | None:
        about = event.roles.get("about")
        return words_of(self.view, about) if about is not None else None

    def _flags(self, start: int, end: int, layout: set[str]) -> tuple[str, ...]:
        """Quality flags of the sentence and of damaged passages that it overlaps."""
        found = {f for f in layout if f in self.model.quality_flags}
        found |= {
            q.flag for q in self.document.quality if q.start < end and start < q.end and q.flag != "glued_heading"
        }
        return tuple(sorted(found))


def _changed(event: Event, object: int | None, sense: str | None, roles: dict[str, int]) -> Event:
    return Event(
        event.trigger, event.predicate, event.plover, event.frame, event.subject, object, event.score, event.rule,
        event.operators, sense, event.negated, roles, event.notes,
    )  # fmt: skip


def reality_of(event: Event, stance: str | None, denial: bool) -> Reality:
    """Modality, polarity, allegation and denial from the operators over the trigger and the stance of its saying."""
    ops = set(event.operators) if event.rule.split("/")[-1] != "obliged" else set()
    denied = "deny" in ops or denial
    negative = event.negated != ("stop" in ops)
    if denied:
        negative = True
    alleged = bool({"allege", "accuse"} & ops) or stance == "allege"
    if "question" in ops:
        modality = Modality.question
    elif "if" in ops:
        modality = Modality.conditional
    elif "attempt" in ops or "stop" in ops:
        modality = Modality.counterfactual
    elif ops & {"will", "would", "plan", "want", "purpose", "ask", "agree", "threaten", "must"}:
        modality = Modality.planned
        negative = negative or {"purpose", "refuse"} <= ops
    elif ops & {"may", "can", "seem"}:
        modality = Modality.possible
    elif "refuse" in ops:
        modality, negative = Modality.planned, True
    else:
        modality = Modality.asserted
    return Reality(modality, Polarity.negative if negative else Polarity.positive, alleged, denied)


def with_claims(statements: Sequence[Statement], claims: Sequence[Claim]) -> tuple[Statement, ...]:
    """The statements, each with the ids of the claims made in it."""
    made: dict[str, list[str]] = {}
    for claim in claims:
        if claim.statement is not None:
            made.setdefault(claim.statement, []).append(claim.id)
    return tuple(msgspec.structs.replace(s, claims=tuple(made.get(s.id, ()))) for s in statements)

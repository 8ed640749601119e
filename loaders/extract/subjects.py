"""Who does it: the subject of a verb over passives, relative clauses, participles, infinitives and reported clauses."""

from typing import NamedTuple

from loaders.extract.senses import direct_object, passive
from loaders.extract.view import RELATIVE, View

# Verbs whose object does what their infinitive says; the rest pass their subject on.
OBJECT_CONTROL = frozenset(
    [
        "urge",
        "ask",
        "tell",
        "force",
        "order",
        "want",
        "allow",
        "require",
        "persuade",
        "convince",
        "lead",
        "encourage",
        "cause",
        "help",
        "let",
        "make",
        "get",
        "prompt",
        "push",
        "instruct",
        "direct",
        "invite",
        "expect",
        "accuse",
        "warn",
        "compel",
        "pressure",
        "press",
        "permit",
        "enable",
        "beg",
        "request",
        "call",
        "condemn",
        "blame",
        "suspect",
        "criticise",
        "criticize",
        "charge",
        "stop",
        "prevent",
        "ban",
        "bar",
        "prohibit",
        "praise",
        "thank",
        "see",
        "find",
        "catch",
        "leave",
        "show",
        "send",
    ]
)
# The gerund after these prepositions belongs to the verb's object.
_OF_OBJECT = {
    "of": frozenset({"accuse", "suspect", "convict", "acquit", "warn"}),
    "for": frozenset(
        {"blame", "condemn", "criticise", "criticize", "praise", "thank", "arrest", "detain", "sanction", "punish", "slam",
         "denounce", "jail", "fault", "rebuke"}
    ),
    "with": frozenset({"charge"}),
    "from": frozenset({"stop", "prevent", "ban", "bar", "prohibit", "keep", "deter", "dissuade", "discourage", "block"}),
    "into": frozenset({"force", "press", "pressure", "coerce"}),
    "as": frozenset({"identify", "describe", "depict", "portray", "quote", "cite", "name", "regard", "see"}),
}  # fmt: skip
# Conjoined after a reported clause without a subject of their own these are again the speaker's words.
_BLAMING = frozenset(
    [
        "blame",
        "accuse",
        "warn",
        "deny",
        "vow",
        "urge",
        "condemn",
        "criticise",
        "criticize",
        "pledge",
        "promise",
        "reject",
        "denounce",
        "call",
        "add",
        "demand",
    ]
)
# "They spoke of X, shelling Y": whom they spoke of does it.
_TELLS = frozenset({"speak", "talk", "hear", "know", "learn", "complain", "tell"})
# Their object does what an infinitive of purpose says: "sent troops to fight".
_SENDS = frozenset({"send", "deploy", "dispatch", "use", "train", "arm", "recruit", "hire", "mobilise", "mobilize"})
_CHARGES = frozenset({"charge", "suspicion", "count", "accusation"})
_PERSONAL = frozenset({"he", "she", "it", "they", "we", "i"})
_HIS = frozenset({"his", "her", "its", "their", "our", "my"})
_OWN_SIDE = frozenset(
    [
        "party",
        "country",
        "government",
        "ministry",
        "administration",
        "group",
        "nation",
        "company",
        "organisation",
        "organization",
        "army",
        "force",
        "troop",
        "side",
        "office",
        "agency",
        "movement",
        "state",
        "team",
        "cabinet",
    ]
)
_DOCUMENTS = frozenset(
    [
        "statement",
        "resolution",
        "report",
        "letter",
        "declaration",
        "message",
        "interview",
        "speech",
        "video",
        "bill",
        "law",
        "order",
        "communique",
        "editorial",
        "article",
        "petition",
        "document",
        "note",
        "post",
        "tweet",
        "press_release",
        "picture",
        "image",
        "photo",
        "photograph",
        "poster",
        "leaflet",
        "pamphlet",
        "recording",
        "footage",
        "magazine",
        "decree",
        "lawsuit",
        "complaint",
        "verdict",
        "ruling",
    ]
)


class Subject(NamedTuple):
    """The head token of who does it and the way that led there.

    `way`: own | agent | relative | shared | control | participle | purpose | issuer | speaker | possessor | none
    """

    token: int | None
    way: str


NOBODY = Subject(None, "none")


def says(view: View, verb: int) -> bool:
    """True for verbs of saying and thinking that take a clause."""
    operator = view.lex.operators.get(view.tree.lemma[verb])
    return operator is not None and (
        operator.name == "say"
        or view.tree.lemma[verb]
        in ("vow", "promise", "pledge", "warn", "claim", "deny", "allege", "threaten", "hope", "urge")
    )


def speaker_above(view: View, i: int) -> int | None:
    """Subject of the nearest verb of saying whose reported clause holds token i; None if nobody reports it."""
    tree = view.tree
    for _ in range(12):
        head = tree.head[i]
        if head == i:
            return None
        if tree.dep[i] in ("ccomp", "parataxis") and tree.pos[head] in ("VERB", "AUX") and says(view, head):
            found = subject_of(view, head, raw=True)
            return found.token
        i = head
    return None


def _own(view: View, verb: int, child: int, raw: bool) -> Subject:
    tree = view.tree
    low = tree.lower[child]
    if low in RELATIVE and tree.dep[verb] == "relcl":
        return Subject(view.named_by(tree.head[verb]), "relative")
    if low in ("what", "whatever", "there", "who", "that", "which", "this", "these"):
        if tree.dep[verb] in ("relcl", "acl") and low in RELATIVE:
            return Subject(tree.head[verb], "relative")
        return Subject(child, "own") if low in ("this", "these") else NOBODY
    if raw:
        return Subject(child, "own")
    if low in _PERSONAL or (
        tree.lemma[child] in _OWN_SIDE and any(tree.lower[c] in _HIS for c in tree.children(child, "poss"))
    ):
        mention = view.mention(child)
        if mention is None or mention.entity is None:
            if low == "it" and tree.dep[verb] in ("relcl", "advcl"):
                # "X released prisoners it held": who acts in the clause above
                above = next((h for h in tree.ancestors(verb) if tree.pos[h] == "VERB"), None)
                nearer = tree.first(above, "nsubj") if above is not None else None
                if nearer is not None and view.kind(nearer) not in (None, "Person", "Place"):
                    return Subject(nearer, "shared")
            speaker = speaker_above(view, verb)
            if (
                speaker is not None
                and speaker != child
                and not (low == "it" and tree.tag[speaker] in ("NNS", "NNPS") and view.kind(speaker) != "State")
                and not (low == "it" and view.kind(speaker) == "Person")
            ):
                return Subject(speaker, "speaker")
    return Subject(child, "own")


def subject_of(view: View, verb: int, depth: int = 0, raw: bool = False) -> Subject:
    """Who does what the verb says. `raw`: leave pronouns as they are."""
    tree = view.tree
    if depth > 6:
        return NOBODY
    if passive(view, verb):
        for c in tree.kids[verb]:
            if tree.dep[c] == "agent" or (tree.dep[c] == "prep" and tree.lower[c] == "by"):
                found = tree.first(c, "pobj")
                if found is not None and (tree.dep[c] == "agent" or view.actor(found)):
                    return Subject(found, "agent")
        for prep, o in tree.preps(verb):
            # "was listed as a terrorist group by X", "was killed in a raid by X", "… in an X air strike"
            if prep == "as" or (prep == "in" and _attack(view, o)):
                inner = next((x for p, x in tree.preps(o) if p == "by" and view.actor(x)), None)
                if inner is None and prep == "in":
                    inner = view.possessor(o)
                if inner is not None and (prep == "as" or view.level(inner) >= 2):
                    return Subject(inner, "agent")
        if tree.dep[verb] == "conj" and passive(view, tree.head[verb]):
            return subject_of(view, tree.head[verb], depth + 1, raw)
        return NOBODY
    for c in tree.kids[verb]:
        if tree.dep[c] == "nsubj":
            return _own(view, verb, c, raw)
    return _inherited(view, verb, depth, raw)


def _attack(view: View, noun: int) -> bool:
    frame = view.lex.nouns.get(view.tree.lemma[noun])
    return frame is not None and frame.name == "attack"


def _inherited(view: View, verb: int, depth: int, raw: bool) -> Subject:
    """The subject that a verb without one shares with, or takes from, what it hangs on."""
    tree = view.tree
    head, dep = tree.head[verb], tree.dep[verb]
    if head == verb:
        return NOBODY
    above_is_verb = tree.pos[head] in ("VERB", "AUX")
    if dep == "conj" and above_is_verb:
        if passive(view, head):
            patient = direct_object(view, head)
            return Subject(patient, "shared") if patient is not None else NOBODY
        if tree.lemma[verb] in _BLAMING and tree.dep[tree.first_conjunct(verb)] == "ccomp":
            speaker = speaker_above(view, verb)
            if speaker is not None:
                return Subject(speaker, "speaker")
        found = subject_of(view, head, depth + 1, raw)
        return Subject(found.token, "shared" if found.way == "own" else found.way)
    if dep == "advcl" and above_is_verb and tree.lemma[head] in _SENDS and _infinitive(view, verb):
        sent = direct_object(view, head)
        if sent is not None and (
            view.lex.in_group(tree.lemma[sent], "troops") or view.kind(sent) in ("SecurityForce", "ArmedGroup")
        ):
            return Subject(sent, "control")
    if dep == "advcl" and above_is_verb and tree.lemma[head] in _TELLS and tree.tag[verb] == "VBG":
        told = next((o for p, o in tree.preps(head) if p in ("of", "about") and o < verb and view.actor(o)), None)
        speaker = tree.first(head, "nsubj")
        if told is not None and (not says(view, verb) or (speaker is not None and not view.named(speaker))):
            return Subject(told, "relative")
    if dep in ("xcomp", "ccomp", "advcl", "dep", "parataxis", "conj") and above_is_verb:
        if dep == "xcomp" and tree.lemma[head] in OBJECT_CONTROL:
            patient = direct_object(view, head)
            if patient is not None and not (tree.lemma[head] == "help" and not view.actor(patient)):
                return Subject(patient, "control")
        if passive(view, head):
            patient = direct_object(view, head)
            return Subject(patient, "participle" if dep == "advcl" else "control") if patient is not None else NOBODY
        found = subject_of(view, head, depth + 1, raw)
        return Subject(found.token, "participle" if dep == "advcl" else "control") if found.token is not None else found
    if dep in ("xcomp", "ccomp", "advcl") and tree.pos[head] in ("ADJ", "NOUN"):
        return _inherited_or_own(view, head, depth, raw)
    if dep == "pcomp":
        return _of_preposition(view, head, depth, raw)
    if dep == "relcl" and _infinitive(view, verb) and not view.actor(head):
        return _of_noun(view, verb, head, depth, raw)  # "ways to send troops"
    if dep == "relcl":
        return Subject(view.named_by(head), "relative")
    if dep == "acl":
        return _of_noun(view, verb, head, depth, raw)
    return NOBODY


def _infinitive(view: View, verb: int) -> bool:
    return any(view.tree.lower[c] == "to" for c in view.tree.children(verb, "aux"))


def _inherited_or_own(view: View, head: int, depth: int, raw: bool) -> Subject:
    """Subject of the copula that an adjective or noun is the predicate of ("X is willing to …")."""
    tree = view.tree
    above = tree.head[head]
    if tree.dep[head] in ("acomp", "attr", "oprd", "conj") and above != head:
        found = subject_of(view, above, depth + 1, raw)
        return Subject(found.token, "control")
    return Subject(tree.first(head, "nsubj"), "control")


def _of_preposition(view: View, prep: int, depth: int, raw: bool) -> Subject:
    """Subject of a gerund under a preposition."""
    tree = view.tree
    above = tree.head[prep]
    word = tree.lower[prep]
    while tree.dep[above] == "prep":
        above = tree.head[above]
    if tree.pos[above] in ("VERB", "AUX"):
        if tree.lemma[above] in _OF_OBJECT.get(word, frozenset()):
            patient = direct_object(view, above)
            if patient is not None:
                return Subject(patient, "control")
        if passive(view, above):
            patient = direct_object(view, above)
            return Subject(patient, "control") if patient is not None else NOBODY
        found = subject_of(view, above, depth + 1, raw)
        return Subject(found.token, "control") if found.token is not None else found
    if tree.dep[above] in ("acomp", "attr"):
        return _inherited_or_own(view, above, depth, raw)
    if tree.lemma[above] in _CHARGES and word == "of":
        accused = next((h for h in tree.ancestors(above) if tree.pos[h] in ("VERB", "AUX")), None)
        patient = direct_object(view, accused) if accused is not None else None
        if patient is not None and patient != above:
            return Subject(patient, "control")  # "was indicted on charges of supporting"
    owner = tree.first(above, "poss")
    if owner is not None:
        return Subject(owner, "possessor")
    if tree.dep[above] in ("dobj", "pobj") and view.level(above) >= 2:
        return Subject(above, "control")
    return _of_governor(view, above, depth, raw)


def _of_noun(view: View, verb: int, noun: int, depth: int, raw: bool) -> Subject:
    """Subject of a participle or infinitive on a noun."""
    tree = view.tree
    if tree.tag[verb] == "VBG" and tree.lemma[noun] not in _DOCUMENTS and view.actor(noun):
        return Subject(noun, "relative")
    if tree.tag[verb] == "VBG" and tree.lemma[noun] in _DOCUMENTS:
        owner = view.possessor(noun)
        if owner is not None:
            return Subject(owner, "issuer")
        found = _of_governor(view, noun, depth, raw)
        return Subject(found.token, "issuer") if found.token is not None else Subject(noun, "relative")
    owner = tree.first(noun, "poss")
    if owner is not None and tree.lower[owner] not in _HIS:
        return Subject(owner, "possessor")
    if tree.tag[verb] == "VBG":
        return Subject(noun, "relative")
    if any(tree.lower[c] == "to" for c in tree.kids[verb]):
        owner = view.possessor(noun)
        if owner is not None and view.level(owner) >= 2:
            return Subject(owner, "possessor")
    found = _of_governor(view, noun, depth, raw)
    return Subject(found.token, "purpose") if found.token is not None else found


def _of_governor(view: View, noun: int, depth: int, raw: bool) -> Subject:
    """Subject of the verb that a noun is an argument of, over chains of prepositions."""
    tree = view.tree
    at = noun
    for _ in range(5):
        head = tree.head[at]
        if head == at:
            return NOBODY
        if tree.pos[head] in ("VERB", "AUX"):
            if tree.dep[at] in ("nsubj", "nsubjpass"):
                return NOBODY
            return subject_of(view, head, depth + 1, raw)
        at = head
    return NOBODY

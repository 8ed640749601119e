"""What stands above a trigger and says how real the act is: negation, modals, conditions, plans, denials, allegations."""

from loaders.extract.frames import Frame
from loaders.extract.view import View

_MODALS = {
    "will": "will", "'ll": "will", "wo": "will", "shall": "will", "would": "would", "'d": "would",
    "may": "may", "might": "may", "could": "may", "can": "can", "ca": "can",
    "must": "must", "should": "must", "ought": "must",
}  # fmt: skip
_CONDITIONS = frozenset({"if", "unless", "whether", "provided", "lest", "until"})
_HEDGES = {
    "allegedly": "allege", "reportedly": "allege", "purportedly": "allege", "supposedly": "allege", "apparently": "may",
    "possibly": "may", "perhaps": "may", "maybe": "may", "probably": "may", "likely": "may", "nearly": "attempt",
    "almost": "attempt",
}  # fmt: skip
_ALLEGATION = frozenset(["allegation", "claim", "accusation", "charge", "suspicion", "rumour", "rumor", "speculation"])
_CHANCE = frozenset(
    [
        "possibility",
        "likelihood",
        "prospect",
        "risk",
        "fear",
        "chance",
        "danger",
        "probability",
        "hope",
        "idea",
        "notion",
        "option",
        "proposal",
        "suggestion",
        "worry",
        "concern",
        "threat",
    ]
)
_ATTEMPT = frozenset(["attempt", "bid", "effort", "plot", "conspiracy", "campaign"])
_EVIDENCE = frozenset(["evidence", "proof", "sign", "indication"])
_TRIES = frozenset(["try", "attempt", "seek", "struggle", "strive", "plot", "conspire", "scheme"])
# Not doing something is no refusal: "failed to reach agreement".
OMITS = frozenset({"fail", "neglect"})
_HAPPENS = frozenset(["happen", "occur", "take", "hold", "follow", "ensue", "break"])
_ASKS = frozenset(["ask", "wonder", "question", "enquire", "inquire", "debate"])
HYPOTHETICAL = frozenset({"if", "may", "can", "would", "must", "want", "question", "seem"})
PLANNED = frozenset({"will", "plan", "ask", "agree", "threaten", "purpose", "force"})


def operators_above(view: View, trigger: int) -> tuple[str, ...]:
    """Operators over the trigger, innermost first; a conjunct shares what stands above the first conjunct."""
    tree = view.tree
    found: list[str] = []
    at = came = trigger
    whole = True  # auxiliaries of `at` belong to the trigger too
    for _ in range(14):
        if whole and tree.pos[at] in ("VERB", "AUX"):
            found += _own(view, at)
        head, dep = tree.head[at], tree.dep[at]
        if head == at:
            break
        whole = False
        if dep == "conj":
            if tree.pos[at] not in ("VERB", "AUX"):
                whole = True
            elif _shares_auxiliary(view, at, head):
                found += [op for op in _own(view, head) if op != "not" or _joined_by_or(view, head)]
        elif dep == "relcl" and _purpose(view, at) and tree.first(at, "nsubj", "nsubjpass") is None:
            found.append("purpose")  # "ways to send troops"
            break
        elif dep in ("advcl", "relcl") and tree.pos[head] in ("VERB", "AUX", "NOUN", "PROPN", "PRON"):
            if dep == "advcl" and _purpose(view, at):
                found.append("purpose")
                if _rules_out(view, tree.head[head]):
                    found.append("refuse")  # "ruled out sending troops to fight"
            elif dep == "advcl" and _rules_out(view, head):
                found.append("refuse")
            break
        elif dep == "acl" and tree.tag[at] == "VBN":
            break  # "the men held by X": nothing above the noun is said of the holding
        elif dep in ("xcomp", "ccomp", "acl", "pcomp", "dobj", "attr", "pobj", "nsubj", "nsubjpass", "csubj"):
            above = _governor(view, at, head, dep, trigger)
            if not above and dep == "acl" and _purpose(view, at):
                above = ["purpose"]
            found += above
            whole = tree.pos[head] in ("VERB", "AUX") and dep in ("xcomp", "dobj", "attr")
        elif dep == "prep" and tree.dep[came] == "pcomp" and tree.lower[at] == "of" and _accused(view, head):
            found.append("accuse")  # "accused men who … of torturing", where "of" hangs on the last noun
        elif dep == "prep" and tree.dep[came] == "pcomp":
            found += _governor(view, came, head, "pcomp", trigger)  # "accused Pakistan of harboring"
        elif dep == "prep" and tree.lemma[head] in (_ALLEGATION | _CHANCE) - {"claim"} and tree.lower[at] == "of":
            found += _noun_above(view, head, infinitive=False)  # "on charges of treason and supporting"
        elif dep in ("acomp", "oprd"):
            whole = True
        came, at = at, head
    sentence = view.document.sentence_of(trigger)
    if sentence.end > sentence.start and tree.text[sentence.end - 1] == "?":
        found.append("question")
    return tuple(dict.fromkeys(found))


def _own(view: View, verb: int) -> list[str]:
    """Negation, modals, conjunctions and hedging adverbs that hang on the verb itself."""
    tree = view.tree
    found = ["not"] if tree.negated(verb) else []
    for c in tree.kids[verb]:
        dep, low = tree.dep[c], tree.lower[c]
        if dep == "aux" and (modal := _MODALS.get(low)):
            found.append(modal)
        elif (dep in ("mark", "advmod") and low in _CONDITIONS) or (dep == "advmod" and low == "otherwise"):
            found.append("if")
        elif dep == "advmod" and (hedge := _HEDGES.get(low)):
            found.append(hedge)
    if tree.dep[verb] == "xcomp" and tree.lemma[tree.head[verb]] == "go" and tree.tag[tree.head[verb]] == "VBG":
        found.append("will")
    return found


def _shares_auxiliary(view: View, conjunct: int, first: int) -> bool:
    """ "will attack and destroy": the second verb has no subject, no auxiliary and no tense of its own."""
    tree = view.tree
    if tree.pos[first] not in ("VERB", "AUX") or tree.tag[conjunct] in ("VBD", "VBZ"):
        return False
    if tree.tag[conjunct] == "VBP" and not any(tree.lower[c] in _MODALS for c in tree.children(first, "aux")):
        return False
    return not any(tree.dep[c] in ("nsubj", "nsubjpass", "aux") for c in tree.kids[conjunct])


def _joined_by_or(view: View, first: int) -> bool:
    tree = view.tree
    return any(tree.dep[c] == "cc" and tree.lower[c] in ("or", "nor") for c in tree.kids[first])


def _purpose(view: View, verb: int) -> bool:
    """An infinitive of purpose: "sent troops to attack"."""
    tree = view.tree
    return any(tree.dep[c] == "aux" and tree.lower[c] == "to" for c in tree.kids[verb])


def _governor(view: View, at: int, head: int, dep: str, trigger: int) -> list[str]:
    """What the word above says about the act: plans it, denies it, asks for it, doubts it."""
    tree, lex = view.tree, view.lex
    lemma, pos = tree.lemma[head], tree.pos[head]
    infinitive = _purpose(view, at)
    if pos in ("ADP", "SCONJ") and dep == "pcomp" and _instead(view, head):
        return ["not"]
    if pos == "ADP":
        # "aimed at attacking", "threatened with"
        above = tree.head[head]
        return ["plan"] if tree.lower[head] == "at" and tree.lemma[above] in ("aim", "target", "direct") else []
    if pos in ("VERB", "AUX"):
        if dep in ("nsubj", "nsubjpass") and at == trigger and lemma in _HAPPENS:
            return _own(view, head)  # "another meeting could happen"
        if dep in ("nsubj", "nsubjpass", "csubj", "attr"):
            return []
        if dep == "ccomp" and lemma in _ASKS and asked(view, at):
            return ["question"]
        if dep in ("dobj", "pobj") and lemma not in (
            "deny",
            "plan",
            "plot",
            "threaten",
            "prevent",
            "foil",
            "avert",
            "thwart",
            "attempt",
            "propose",
            "seek",
            "prepare",
            "reject",
            "demand",
            "fear",
            "consider",
            "urge",
        ):
            return []
        if lemma in ("foil", "avert", "thwart"):
            return ["attempt"]
        if lemma in ("be", "have") and dep == "xcomp" and infinitive:
            if any(tree.lower[c] == "yet" for c in tree.children(head, "advmod")):
                return ["not"]  # "has yet to recognise"
            return ["will"] if lemma == "be" else ["must"]  # "is to visit", "has to pay"
        if lemma in ("fear", "consider", "propose", "mull", "weigh", "contemplate"):
            return ["may"]
        if lemma in _TRIES and (infinitive or dep == "dobj"):
            return ["attempt"]
        if _rules_out(view, head):
            return ["refuse"]
        if lemma in OMITS and infinitive:
            return ["not", "fail"]
        if lemma in ("stop", "cease") and dep == "xcomp":
            return []  # "stopped shelling": it went on before
        operator = lex.operators.get(lemma)
        if operator is None or operator.transparent:
            return []
        if operator.name == "say" and dep == "ccomp" and tree.negated(head):
            return ["may"]  # "has never said that": nobody vouches for it
        if operator.name == "say":
            told = dep == "xcomp" and tree.tag[head] == "VBN" and infinitive and lemma not in ("know", "tell")
            return ["allege"] if told else []  # "is believed to be sheltering"
        if (
            operator.name in ("plan", "agree", "refuse", "threaten", "want", "ask", "seem", "force")
            and dep == "ccomp"
            and not _subjunctive(view, at)
        ):
            return (
                [operator.name]
                if operator.name in ("threaten", "want", "seem", "plan") and lemma not in ("expect", "hope", "accept")
                else (["may"] if lemma in ("expect", "hope") else [])
            )
        return [operator.name]
    if pos in ("NOUN", "PROPN"):
        if dep in ("acl", "pobj", "pcomp") or dep == "attr":
            return _noun_above(view, head, infinitive or dep == "pcomp")
        return []
    if pos == "ADJ":
        operator = lex.adjective_operators.get(lemma)
        if operator is not None and infinitive:
            return [operator.name]
        return ["can"] if infinitive and lemma in ("able", "unable") else []
    return []


def _accused(view: View, noun: int) -> bool:
    """A noun inside the object of a verb of accusing."""
    tree = view.tree
    if tree.pos[noun] not in ("NOUN", "PROPN"):
        return False
    at = noun
    for _ in range(8):
        head = tree.head[at]
        if head == at:
            return False
        if tree.dep[at] == "dobj" and tree.lemma[head] in ("accuse", "suspect"):
            return True
        at = head
    return False


def asked(view: View, clause: int) -> bool:
    """A clause that asks: after "whether" or "if", or with its auxiliary before its subject."""
    tree = view.tree
    subject = tree.first(clause, "nsubj", "nsubjpass")
    if any(tree.lower[c] in ("whether", "if") for c in tree.children(clause, "mark")):
        return True
    if subject is None:
        return False
    inverted = clause < subject and tree.pos[clause] == "AUX"
    return inverted or any(c < subject for c in tree.children(clause, "aux", "auxpass"))


def _instead(view: View, prep: int) -> bool:
    """ "rather than attacking", "instead of attacking", "without attacking"."""
    lower = view.tree.lower
    return lower[prep] == "without" or any(
        i >= 0 and lower[i] in ("rather", "instead") for i in (prep - 1, *view.tree.kids[prep])
    )


def _rules_out(view: View, verb: int) -> bool:
    tree = view.tree
    return tree.lemma[verb] == "rule" and any(tree.lower[c] == "out" for c in tree.children(verb, "prt"))


def _subjunctive(view: View, verb: int) -> bool:
    """A clause in the base form or with "should": what somebody wants, not what is."""
    tree = view.tree
    return tree.tag[verb] == "VB" or any(tree.lower[c] in ("should", "must") for c in tree.children(verb, "aux"))


def _noun_above(view: View, noun: int, infinitive: bool) -> list[str]:
    tree = view.tree
    lemma = tree.lemma[noun]
    if lemma in _ALLEGATION:
        return ["allege"]
    if lemma in _EVIDENCE:
        return ["not"] if any(tree.lower[c] == "no" for c in tree.kids[noun]) else []
    if lemma in _ATTEMPT:
        return ["attempt"]
    operator = view.lex.noun_operators.get(lemma)
    if operator is not None and infinitive:
        return [operator.name]
    if lemma in _CHANCE:
        return ["may"]
    return []


def shifted(frame: Frame, operators: tuple[str, ...], negated: bool) -> str | None:
    """PLOVER class of the frame under its operators: announced force is a threat, announced help a promise, "will not" a refusal."""
    ahead = bool({"will", "would", "plan", "can", "agree"} & set(operators))
    if frame.plover is None:
        return None
    if negated and (ahead or ("fail" in operators and "friendly" in frame.tags)):
        return "REJECT"
    if not ({"will", "would", "plan", "agree"} & set(operators)):
        return frame.plover
    if "hostile" in frame.tags:
        return "THREATEN"
    if "friendly" in frame.tags:
        return "AGREE"
    return frame.plover

"""The words of invented dispatches, and what outlets do to them: cut, change a word, credit or not."""

import random
import re
from datetime import date

_LEAD = {
    "suicide_bombing": ["A bomber blew himself up {at} in {town} on {day}{toll}", "A suicide attack {at} in the town of {town} {tollverb} on {day}", "An explosives vest went off {at} in {town} {day}{toll}"],
    "ied_explosion": ["A device planted {at} in {town} went off on {day}{toll}", "A roadside bomb {tollverb} {at} in {town} on {day}", "An explosion ripped through the area {at} in {town} {day}{toll}"],
    "armed_clash": ["Gunmen and troops exchanged fire {at} in {town} on {day}{toll}", "Fighting broke out {at} near {town} on {day}{toll}", "A gun battle {at} in {town} {tollverb} on {day}"],
    "attack_on_civilians": ["Armed men opened fire {at} in {town} on {day}{toll}", "Assailants stormed an area {at} in {town} {day}{toll}", "A shooting {at} in {town} {tollverb} {day}"],
    "targeted_killing": ["A local elder was shot dead {at} in {town} on {day}{toll}", "Unknown men on a motorcycle killed a tribal leader {at} in {town} {day}{toll}"],
    "air_drone_strike": ["A drone fired missiles {at} near {town} on {day}{toll}", "Jets bombed an area {at} close to {town} {day}{toll}"],
    "abduction": ["Masked men seized several people {at} in {town} on {day}{toll}", "Villagers were taken away at gunpoint {at} in {town} {day}{toll}"],
    "arrest": ["Police detained a suspect {at} in {town} on {day}{toll}", "Officers took wanted men into custody {at} in {town} {day}{toll}"],
}  # fmt: skip
_NOUN = [
    "witnesses",
    "shopkeepers",
    "an ambulance driver",
    "a resident",
    "a doctor",
    "a local journalist",
    "a district official",
    "a schoolteacher",
    "an elder",
    "a farmer",
    "two students",
    "a trader",
]
_VERB = ["described", "recalled", "spoke of", "told reporters about", "pointed to", "remembered", "counted", "filmed"]
_ADJ = [
    "thick",
    "broken",
    "silent",
    "burning",
    "empty",
    "crowded",
    "narrow",
    "muddy",
    "overturned",
    "flooded",
    "tall",
    "rusted",
    "quiet",
    "locked",
    "distant",
]
_THING = [
    "smoke",
    "windows",
    "sirens",
    "shoes",
    "walls",
    "tents",
    "lorries",
    "gates",
    "wires",
    "crates",
    "stalls",
    "lamps",
    "voices",
    "helicopters",
    "puddles",
    "bricks",
]
_PREP = ["over", "along", "behind", "beside", "under", "near", "past", "beyond", "around", "between"]
_SPOT = [
    "rooftops",
    "pavements",
    "canals",
    "courtyards",
    "steps",
    "alleys",
    "orchards",
    "tracks",
    "barns",
    "wells",
    "fences",
    "bridges",
    "shutters",
    "fields",
    "graves",
]
_TAIL = [
    "at dusk",
    "before help arrived",
    "without power",
    "in the first hour",
    "until nightfall",
    "for most of it",
    "with some difficulty",
    "at the edge",
    "all morning",
    "twice",
    "again",
    "from afar",
]
_WHO = [
    "we",
    "our people",
    "the families",
    "strangers",
    "the ministers",
    "nobody",
    "my brothers",
    "these men",
    "the army",
    "children",
    "merchants",
    "the elders",
]
_DOES = [
    "fear",
    "bury",
    "await",
    "refuse",
    "carry",
    "remember",
    "question",
    "guard",
    "forgive",
    "watch",
    "follow",
    "rebuild",
    "abandon",
    "defend",
    "count",
]
_WHAT = [
    "the dead",
    "every promise",
    "this valley",
    "the long winter",
    "that order",
    "our bread",
    "the closed road",
    "any peace",
    "new orders",
    "the old well",
    "those papers",
    "the river crossing",
    "each house",
    "a quiet life",
]
_SWAP = {
    "reporters": "journalists",
    "people": "residents",
    "main": "central",
    "first": "opening",
    "several": "a number of",
    "officials": "authorities",
    "soldiers": "troops",
    "near": "close to",
    "burning": "blazing",
}


def write(rng: random.Random, kind: str, town: str, day: date, facts: dict) -> list[str]:
    """The paragraphs of one dispatch."""
    weekday = day.strftime("%A")
    killed = facts["killed"]
    toll = f", killing {killed} people" if killed else ""
    verb = f"killed {killed} people" if killed else "shook the neighbourhood"
    at = f"at a {facts['site']}" if facts["site"] else ""
    said = rng.choice(["officials said", "police said", "a spokesman said", "residents said", "hospital staff said"])
    lead = " ".join(
        (rng.choice(_LEAD[kind]).format(at=at, town=town, day=weekday, toll=toll, tollverb=verb) + f", {said}.").split()
    ).replace(" ,", ",")
    if facts["agency"]:
        lead = f"{town.upper()} ({facts['agency']}) - {lead}"
    body = [lead]
    if facts["injured"]:
        body.append(
            f"{rng.choice(['At least', 'About', 'Some'])} {facts['injured']} were {rng.choice(['hurt', 'wounded', 'injured'])}, {rng.choice(_NOUN)} said, {rng.choice(_TAIL)}."
        )
    if facts["group"]:
        body.append(
            {
                "claimed": "{} said that it was behind it",
                "blamed": "The authorities blamed {}",
                "denied": "{} said that it had no part in it",
            }[facts["how"]].format(facts["group"])
            + f" {rng.choice(_TAIL)}."
        )
    quote = " and ".join(
        f"{rng.choice(_WHO)} {rng.choice(_DOES)} {rng.choice(_WHAT)}" for _ in range(rng.randrange(3, 6))
    )
    if facts["interview"]:
        body.append(f'{facts["speaker"]} told {facts["interview"]}: "{quote.capitalize()}."')
    elif rng.random() < 0.5:
        body.append(f'"{quote.capitalize()}," {facts["speaker"]} said.')
    body.extend(" ".join(_sentence(rng) for _ in range(rng.randrange(1, 4))) for _ in range(rng.randrange(4, 9)))
    return body


def _sentence(rng: random.Random) -> str:
    seen = f"the {rng.choice(_ADJ)} {rng.choice(_THING)} {rng.choice(_PREP)} the {rng.choice(_ADJ)} {rng.choice(_SPOT)}"
    return f"{rng.choice(_NOUN)} {rng.choice(_VERB)} {seen} {rng.choice(_TAIL)}.".capitalize()


def copy(rng: random.Random, body: list[str], agency: str | None) -> str:
    """What another outlet prints of it."""
    kept = list(body)
    if rng.random() < 0.5 and len(kept) > 4:
        kept = kept[: rng.randrange(3, len(kept))]
    if rng.random() < 0.3 and len(kept) > 3:
        del kept[rng.randrange(1, len(kept))]
    text = "\n\n".join(kept)
    if rng.random() < 0.6:
        for old, new in rng.sample(sorted(_SWAP.items()), 3):
            text = re.sub(rf"\b{old}\b", new, text)
    if agency and rng.random() < 0.4:  # the credit is lost
        text = re.sub(r"^[^\n]{0,60}\) - ", "", text)
    return text


def quoted(text: str) -> list[str]:
    return re.findall(r'"([^"]+)"', text)

"""Invented names with the spellings that news gives them: groups, persons, villages."""

import random

_SYLLABLES = [
    "zar",
    "bat",
    "mor",
    "kun",
    "tel",
    "shi",
    "dra",
    "van",
    "pol",
    "gher",
    "sul",
    "nim",
    "hud",
    "kar",
    "bel",
    "tash",
    "fer",
    "lok",
    "wes",
    "qal",
    "dum",
    "rin",
    "jab",
    "sok",
    "mez",
    "yal",
    "teg",
    "bru",
    "hol",
    "kif",
]
_GENERIC = [
    ("Lashkar", "Army"), ("Tehrik", "Movement"), ("Jaish", "Army"), ("Harakat", "Movement"), ("Jabhat", "Front"), ("Hizb", "Party"), ("Ansar", "Supporters"),
]  # fmt: skip
_GIVEN = [
    ("Muhammad", "Mohammad", "Mohammed"), ("Ahmad", "Ahmed"), ("Abdul Rahman", "Abdul Rehman", "Abdur Rahman"), ("Tariq", "Tarek", "Tareq"), ("Yusuf", "Yousaf", "Yousef"),
    ("Khalid", "Khaled"), ("Saeed", "Saïd"), ("Hussain", "Hussein"), ("Hasan", "Hassan"), ("Umar", "Omar"), ("Farooq", "Faruq"), ("Zaheer", "Zahir"), ("Bilal", "Belal"),
    ("Nasir", "Naseer"), ("Salim", "Saleem"), ("Imran", "Emran"), ("Kamran", "Kamran"), ("Shahid", "Shaheed"), ("Rashid", "Rasheed"), ("Javed", "Jawed"),
]  # fmt: skip
_RANKS = ["Commander", "Mullah", "Maulana", "General", "Colonel", "Dr"]
_SOUNDS = [
    ("kh", "kh"),
    ("q", "k"),
    ("ee", "i"),
    ("oo", "u"),
    ("sh", "sh"),
    ("gh", "g"),
    ("v", "w"),
    ("i", "ee"),
    ("u", "oo"),
]


def word(rng: random.Random, syllables: int = 2) -> str:
    return "".join(rng.sample(_SYLLABLES, syllables)).capitalize()


def respell(rng: random.Random, text: str) -> str:
    """The same name by another transliterator."""
    old, new = rng.choice(_SOUNDS)
    return text.replace(old, new, 1)


def group(rng: random.Random) -> list[str]:
    """A group's name and its other names; the first is the full one."""
    base, (native, english) = word(rng), rng.choice(_GENERIC)
    style = rng.random()
    if style < 0.5:
        full = f"{native}-e-{base}"
        others = [
            f"{native}-i-{base}",
            f"{native} {base}",
            f"{base} {english}",
            f"{english} of {base}",
            respell(rng, full),
            f"{full} group",
        ]
    elif style < 0.8:
        full = f"{base} Liberation {rng.choice(['Army', 'Front', 'Party'])}"
        others = [respell(rng, full), "".join(w[0] for w in full.split()), f"{full} group", f"the {full}"]
    else:
        other = word(rng)
        full = f"{english} of {base} and {other}"
        others = [f"{native} {base} wa {other}", respell(rng, full), f"{english} for {base} and {other}"]
    return [full, *dict.fromkeys(o for o in others if o != full)]


def person(rng: random.Random) -> list[str]:
    given, second = rng.choice(_GIVEN), rng.choice(_GIVEN)
    family = word(rng)
    full = f"{given[0]} {second[0]} {family}" if rng.random() < 0.4 and given != second else f"{given[0]} {family}"
    others = [
        full.replace(given[0], rng.choice(given), 1),
        f"{rng.choice(_RANKS)} {full}",
        respell(rng, full),
        full.replace(given[0], rng.choice(given), 1).replace(family, respell(rng, family)),
    ]
    if full.count(" ") == 2:
        others.append(f"{given[0]} {family}")
    return [full, *dict.fromkeys(o for o in others if o != full)]

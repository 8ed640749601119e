"""A short readable title for an incident, from its record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from schema.records import Party, Precision, Ref, Status, Time

_NAMES = {
    "armed_clash": "Armed clash",
    "territory_gain_state": "State forces take territory",
    "territory_gain_nonstate": "Territory taken",
    "suicide_bombing": "Suicide bombing",
    "ied_explosion": "Bombing",
    "grenade_attack": "Grenade attack",
    "shelling_missile": "Shelling or missile attack",
    "air_drone_strike": "Air or drone strike",
    "targeted_killing": "Killing",
    "attack_on_civilians": "Attack",
    "abduction": "Abduction",
    "sexual_violence": "Sexual violence",
    "property_destruction": "Destruction of property",
    "security_operation": "Security operation",
    "arrest": "Arrest",
    "plot_foiled_weapons_seized": "Plot foiled or weapons seized",
    "base_established": "Base established",
    "mobilization": "Mobilisation",
    "border_closure_restriction": "Border closure or restriction",
    "expulsion_repatriation": "Expulsion or repatriation",
    "protest": "Protest",
    "riot_mob_violence": "Riot or mob violence",
    "ceasefire_or_agreement": "Ceasefire or agreement",
    "ban_sanction_designation": "Ban or sanction",
}
_OF = frozenset({"targeted_killing", "abduction", "arrest", "expulsion_repatriation", "ban_sanction_designation"})
_ON = frozenset(
    {
        "attack_on_civilians",
        "suicide_bombing",
        "ied_explosion",
        "grenade_attack",
        "shelling_missile",
        "air_drone_strike",
        "security_operation",
    }
)
_BEFORE = {
    Status.planned: "Planned",
    Status.threatened: "Threatened",
    Status.attempted: "Attempted",
    Status.foiled: "Foiled",
    Status.denied: "Denied",
}


def title(
    kind: str,
    status: Status,
    doers: Sequence[Party],
    targets: Sequence[Party],
    victims: Sequence[Party],
    place: Ref | None,
    when: Time | None,
) -> str:
    """For example "Suicide bombing in Peshawar, 30 January 2023"."""
    words = _NAMES[kind]
    before = _BEFORE.get(status)
    if before:
        words = f"{before} {words[0].lower()}{words[1:]}"
    whom = next(iter((*victims, *targets) if kind in _OF else (*targets, *victims)), None)
    if kind == "armed_clash" and doers and whom is not None:
        words += f" between {doers[0].name} and {whom.name}"
    elif whom is not None and kind in _OF:
        words += f" of {whom.name}"
    elif whom is not None and kind in _ON:
        words += f" on {whom.name}"
    elif kind == "mobilization" and doers:
        words += f" by {doers[0].name}"
    if place is not None:
        words += f" in {place.name}"
    day = _day(when)
    return f"{words}, {day}" if day else words


def _day(when: Time | None) -> str | None:
    if when is None or when.start is None:
        return None
    start = date.fromisoformat(when.start)
    if when.precision in (Precision.day, Precision.instant):
        return f"{start.day} {start:%B %Y}"
    if when.precision is Precision.month:
        return f"{start:%B %Y}"
    return f"{start.year}" if when.precision is Precision.year else None

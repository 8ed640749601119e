// What the looks mean, the same in the graph, beside it and in the help.

import { el } from "./dom.js";

const KINDS = [["state", "■", "state"], ["group", "▲", "armed group"], ["person", "●", "person"], ["body", "⬟", "organisation"], ["place", "◆", "place"], ["incident", "✸", "incident"], ["project", "⬢", "project"]];
const LOOKS = [["asserted", "asserted"], ["alleged", "alleged only"], ["planned", "planned, not done"], ["denied", "denied"], ["disputed", "disputed"]];

const hue = (/** @type {string[]} */ [name, mark, text]) => el("span", {}, el("span", { class: `hue ${name}`, "aria-hidden": "true" }, mark), text);
const stroke = (/** @type {string[]} */ [name, text]) => el("span", {}, el("span", { class: `stroke ${name}`, "aria-hidden": "true" }), text);

/** The key in one line, to stand under a graph. */
export const legend = () => el("p", { class: "key" }, KINDS.map(hue), LOOKS.map(stroke), el("span", { class: "soft" }, "thicker: more independent origins"));

/** The key as a list, for where there is room. */
export const key = () => el("div", { class: "keys" }, el("h3", {}, "Shapes"), KINDS.map(hue), el("h3", {}, "How firmly it is said"), LOOKS.map(stroke), el("p", { class: "soft" }, "Lines are the thicker the more independent origins stand behind them: 1, 2, 3–5, 6 and more."));

// What cannot all be so: each dispute with its sides beside each other, who says what, and the sentences.

import { claimCard, link, source } from "./claims.js";
import { get } from "./data.js";
import { button, el } from "./dom.js";
import { show } from "./panel.js";
import { href, select } from "./state.js";
import { count, range, relation } from "./words.js";

/** @type {Record<string, string>} */
const NATURE = { polarity: "whether it is so", denial: "blamed and denied", value: "how much", toll: "how many", perpetrator: "who did it" };

/** "Taliban government harbors TTP", or the name of the incident. */
export function about(/** @type {Dispute} */ d) {
  if (d.incident) return `${d.incident.name}: ${NATURE[d.nature]}`;
  return [d.subject?.name, d.predicate ? relation(d.predicate) : NATURE[d.nature], d.object?.name].filter(Boolean).join(" ");
}

/** Disputes in short; one that is chosen is shown whole in the panel. */
export const disputeList = (/** @type {Dispute[]} */ disputes) => disputes.map((d) => el("section", { class: "dispute" },
  el("h3", {}, button(about(d), () => choose(d), { class: "plain" }), " ", el("span", { class: "badge deny" }, NATURE[d.nature]), d.oneself ? el("span", { class: "soft" }, " one speaker says both") : ""),
  sides(d, (side) => el("p", { class: "soft" }, `${count(side.origins.length, "independent origin")}, ${[side.first, side.last !== side.first && side.last].filter(Boolean).join(" to ") || "date unknown"}`))));

const sides = (/** @type {Dispute} */ d, /** @type {(side: Side) => any} */ rest) => el("div", { class: "sides" }, d.sides.map((side) => el("div", {},
  el("p", {}, side.speakers.length ? side.speakers.map((one, i) => [i ? ", " : "", one.id ? el("a", { class: "chip", href: href("entity", one.id) }, one.name) : el("span", { class: "chip" }, one.name)]) : el("span", { class: "soft" }, "the articles themselves"), ": ", el("strong", {}, side.says)), rest(side))));

function choose(/** @type {Dispute} */ d) {
  const { incident, subject, object } = d;
  show(about(d), el("p", {}, el("span", { class: "badge deny" }, NATURE[d.nature]), " ", incident?.id ? button("The incident", () => select(`incident:${incident.id}`), { class: "plain" }) : subject && object?.id && d.predicate ? button("The relation", () => select(`relation:${subject.id}|${d.predicate}|${object.id}`), { class: "plain" }) : subject ? link(subject) : ""),
    sides(d, (side) => [...side.claims.map((c) => claimCard(c)), side.reports.map((r) => el("div", { class: "claim" }, el("p", {}, source(r.article)), r.killed_low === null ? "" : el("p", { class: "fact" }, `killed ${range(r.killed_low, r.killed_high)}${r.killed_by ? ` (${r.killed_by})` : ""}`), el("blockquote", {}, el("mark", {}, r.quote))))]));
}

/** The disputes about an entity, an incident or a relation (parameters of /v1/contradictions), or nothing.
 * @param {Values} parameters
 */
export async function disputesOf(parameters, limit = 5) {
  const { results, next } = await get("/v1/contradictions", { ...parameters, limit });
  return results.length ? [el("h3", {}, "Disputed"), disputeList(results), next ? el("p", { class: "soft" }, `The last ${limit} that were spoken of.`) : ""] : [];
}

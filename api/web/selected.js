// What the evidence panel tells of a relation, a pair, a claim, an incident and somebody: counts, dates, and always the sentences.

import { moment } from "./clock.js";
import { badges, claimCard, counts, facts, link, positions, source } from "./claims.js";
import { get, getOne } from "./data.js";
import { disputesOf } from "./disputes.js";
import { button, el } from "./dom.js";
import { history } from "./history.js";
import { title } from "./panel.js";
import { href, read, select } from "./state.js";
import { STATUS, count, how, kind, plain, range, relation, sign, when } from "./words.js";

/** When it is asked what was known or so: as the list beside the panel asks. */
const clock = () => moment(read().params);

/** @type {Record<string, (id: string) => Promise<any[]>>} */
export const KINDS = {
  async relation(/** @type {string} */ id) {
    const [from, type, to] = id.split("|");
    const { results } = await get("/v1/relations", { type, source: from, target: to, evidence: 50, ...clock() });
    if (!results.length) throw new Error(clock().known_at ? `Nobody had said so by ${clock().known_at}.` : clock().as_of ? `It was not so on ${clock().as_of}, as far as the texts give a time.` : "This relation is no longer in the graph: the claims behind it may have been merged, withdrawn or rejected.");
    const [head, ...rest] = relationParts(results[0]);
    return [head, ...rest, ...await values(results[0]), history(`/v1/relations/${encodeURIComponent(results[0].id)}`)];
  },
  async pair(/** @type {string} */ id) {
    const { results } = await get("/v1/relations", { between: id.replace("|", ","), evidence: 20, limit: 100 });
    if (!results.length) throw new Error("These two have no relation in the graph.");
    const [head] = results;
    return [title(`${head.source.name} and ${head.target.name}`), el("p", {}, `${count(results.length, "relation")} between them, those with most claims first.`),
      results.map((/** @type {Relation} */ r) => el("details", { open: results.length < 3 }, el("summary", {}, says(r), r.disputed ? [" ", el("span", { class: "badge deny" }, "disputed")] : ""), relationParts(r).slice(1)))];
  },
  async claim(/** @type {string} */ id) {
    const claim = await getOne("/v1/claims", id);
    return [title("One claim"), claimCard(claim)];
  },
  async incident(/** @type {string} */ id) {
    const [{ incident, claims, tolls }, disputed] = await Promise.all([getOne("/v1/incidents", id), disputesOf({ incident: id })]);
    return [title(el("span", { class: "sign", "aria-hidden": "true" }, "✸"), incident.title), el("p", {}, el("a", { href: href("incident", id) }, "Its page")), ...disputed, ...incidentParts(incident, claims, tolls)];
  },
  async entity(/** @type {string} */ id) {
    const [{ entity: e, within, neighbours, counts: met }, claims, disputed] = await Promise.all([getOne("/v1/entities", id, clock()), get("/v1/claims", { about: id, limit: 5, ...clock() }), disputesOf({ about: id, known_at: clock().known_at }, 3)]);
    return [title(el("span", { class: "sign", "aria-hidden": "true" }, sign(e.kind, e.labels)), e.name),
      el("p", { class: "soft" }, [kind(e.kind), e.level, e.country].filter(Boolean).join(", "), within.length ? [", in ", within.map((/** @type {End} */ w, /** @type {number} */ i) => [i ? ", " : "", link(w)])] : ""),
      el("p", {}, `${count(met.articles ?? 0, "article")}, ${count(met.incidents ?? 0, "incident")}, ${count(met.statements ?? 0, "statement")} of its own`),
      el("p", { class: "actions" }, el("a", { href: href("entity", id) }, "Its page"), " ", el("a", { href: href("explore", "", { do: `s~${id}` }) }, "Explore around it")),
      disputed,
      neighbours.length ? [el("h3", {}, "Strongest relations"), el("ul", { class: "plainlist" }, neighbours.slice(0, 12).map((/** @type {any} */ n) => el("li", {}, button(n.direction === "out" ? `${relation(n.type)} → ${n.other.name}` : `← ${relation(n.type)} ${n.other.name}`, () => select(`relation:${n.direction === "out" ? `${id}|${n.type}|${n.other.id}` : `${n.other.id}|${n.type}|${id}`}`), { class: "plain" }), n.disputed ? [" ", el("span", { class: "badge deny" }, "disputed")] : "")))] : "",
      el("h3", {}, "Newest claims"), claims.results.length ? claims.results.map(claimCard) : el("p", { class: "soft" }, "none yet")];
  },
};

/** Amounts that exclude each other; claims for and against a relation stand beside each other already. */
const values = (/** @type {Relation} */ r) => disputesOf({ about: r.source.id, predicate: r.type, nature: "value" }).catch(() => []);

const day = (/** @type {string} */ text) => el("span", { class: "day" }, text.slice(0, 10));

const says = (/** @type {Relation} */ r) => `${r.source.name} ${relation(r.type)} ${r.target.name}`;

/** A relation with its counts and the claims for and against it. */
function relationParts(/** @type {Relation} */ r) {
  const how = [r.asserted && `asserted in ${count(r.asserted, "claim")}`, r.alleged && `alleged in ${r.alleged}`, r.denied && `denied in ${r.denied}`, r.flagged && `${r.flagged} from damaged text, not counted`];
  return [title(says(r)),
    counts(r, `/v1/relations/${encodeURIComponent(`${r.source.id}|${r.type}|${r.target.id}`)}/reports`),
    el("p", { class: "soft" }, r.disputed ? [el("span", { class: "badge deny" }, "disputed"), " "] : "", how.filter(Boolean).join(", "), r.first_published ? ["; published ", day(r.first_published), r.last_published && r.last_published !== r.first_published ? [" to ", day(r.last_published)] : ""] : ""),
    r.evidence.length < r.claims ? el("p", { class: "soft" }, `The newest ${r.evidence.length} of ${r.claims} claims.`) : "",
    positions(r.evidence)];
}

/** An incident with its counts, facts and evidence. */
export function incidentParts(/** @type {Incident} */ i, /** @type {Claim[]} */ claims, /** @type {Record<string, Told[]> | undefined} */ tolls) {
  const parties = (/** @type {End[]} */ list) => (list.length ? [...grouped(list)].map(([, some], n) => [n ? "; " : "", some[0].id ? link(some[0]) : some[0].name, roles(some)]) : null);
  const row = { origins: i.n_independent_origins, reports: i.n_reports, outlets: i.n_outlets };
  return [
    counts(row, `/v1/incidents/${encodeURIComponent(i.id)}/reports`),
    facts([["type", plain(i.type)], ["status", STATUS[i.status] ?? i.status], ["when", `${when(i.start, i.end, i.time_precision)}${i.time_text ? ` (“${i.time_text}”)` : ""}`], ["where", i.place && link(i.place)], ["by", parties(i.perpetrators)], ["against", parties(i.targets)], ["victims", parties(i.victims)], ["killed", toll(i.killed_low, i.killed_best, i.killed_high)], ["injured", toll(i.injured_low, i.injured_best, i.injured_high)], ["weapon", i.weapon && plain(i.weapon)], ["found by", ["rule ", el("code", {}, i.rule), `, confidence ${i.confidence.toFixed(2)}`]]]),
    voices(tolls),
    el("blockquote", {}, el("mark", {}, i.quote)), el("p", {}, source(i.article), " ", badges({ ...i, modality: "", polarity: "", denied: false, alleged: false }).slice(1)),
    claims.length ? [el("h3", {}, `Claims that are its evidence (${claims.length})`), claims.map(claimCard)] : "",
    history(`/v1/incidents/${encodeURIComponent(i.id)}`),
  ];
}

/** Parties by who they are: one may both claim an incident and be blamed for it. */
const grouped = (/** @type {End[]} */ list) => list.reduce((/** @type {Map<string, End[]>} */ found, /** @type {End} */ p) => found.set(p.id ?? p.name, [...(found.get(p.id ?? p.name) ?? []), p]), new Map());

function roles(/** @type {End[]} */ some) {
  const told = [...new Set(some.filter((/** @type {End} */ p) => p.how && p.how !== "fact").map((/** @type {End} */ p) => how(p.how ?? "")))];
  return told.length ? ` (${told.join(", ")})` : "";
}

/** "59–84, best 84": one number only where all agree. */
const toll = (/** @type {number | null} */ low, /** @type {number | null} */ best, /** @type {number | null} */ high) => range(low, high) && `${range(low, high)}${low !== high && best !== low && (best ?? null) !== null ? `, latest origins say ${best}` : ""}`;

/** Who says what of the dead and injured, side by side, where they differ. */
function voices(/** @type {Record<string, Told[]> | undefined} */ tolls) {
  return Object.entries(tolls ?? {}).filter(([, some]) => some.length > 1).map(([name, some]) => el("section", {}, el("h3", {}, `${name}: told differently`), el("div", { class: "sides" }, some.map((/** @type {Told} */ v) => el("div", {}, el("p", { class: "fact" }, range(v.low, v.high)), el("p", {}, v.by.length ? `counted by ${v.by.join(", ")}; ` : "", `${count(v.origins, "independent origin")}, ${v.outlets.join(", ") || "outlet unknown"}`), el("p", { class: "soft" }, [v.first, v.last !== v.first && v.last].filter(Boolean).join(" to ")))))));
}

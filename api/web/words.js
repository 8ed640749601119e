// What the graph's terms mean, in plain words.

/** @typedef {Record<string, string>} Words */

/** @type {Words} */
const MODALITY = { planned: "planned, not done", conditional: "only under a condition", possible: "possible, not certain", counterfactual: "did not happen", question: "asked, not said" };
/** @type {Words} */
const SPEECH = { direct: "in their own words", indirect: "as the article reports it", narrator: "" };
/** @type {Words} */
export const STATUS = { occurred: "occurred", ongoing: "ongoing", attempted: "attempted", foiled: "foiled", planned: "planned, not done", threatened: "threatened, not done", hypothetical: "hypothetical", denied: "denied" };
/** @type {Words} */
const HOW = { fact: "stated as a fact", claimed: "claims it", blamed: "blamed", suspected: "suspected", denied: "denies it" };
/** @type {Words} */
export const ROLES = { PERPETRATOR: "did it", TARGET: "was the target", VICTIM: "was harmed", LOCATED_IN: "took place in" };

/** Relations that stand for two verbs. @type {Words} */
const VERBS = {
  BLAMES_ACCUSES: "blames / accuses", FUNDS_SPONSORS: "funds / sponsors", ARMS_TRAINS: "arms / trains", OWNS_OPERATES: "owns / operates", SANCTIONS_REDUCES_RELATIONS: "sanctions / cuts ties with",
  CONDEMNS_OPPOSES: "condemns / opposes", PROMISES_AGREES: "promises / agrees", MEETS_NEGOTIATES: "meets / negotiates with",
};

/** HARBORS → "harbors", BLAMES_ACCUSES → "blames / accuses". */
export const relation = (/** @type {string} */ name) => VERBS[name] ?? name.toLowerCase().replaceAll("_", " ");

/** Types of incident whose term is no English as it stands. @type {Words} */
const TYPES = {
  territory_gain_state: "territory taken by the state", territory_gain_nonstate: "territory taken by an armed group", ied_explosion: "bombing (IED)", shelling_missile: "shelling or missile attack",
  air_drone_strike: "air or drone strike", plot_foiled_weapons_seized: "plot foiled or weapons seized", border_closure_restriction: "border closure or restriction",
  expulsion_repatriation: "expulsion or repatriation", riot_mob_violence: "riot or mob violence", ban_sanction_designation: "ban, sanction or designation", property_destruction: "destruction of property",
};

export const plain = (/** @type {string | null | undefined} */ name) => TYPES[name ?? ""] ?? (name ?? "").replaceAll("_", " ");
export const how = (/** @type {string} */ name) => HOW[name] ?? plain(name);

/** "ArmedGroup" → "armed group"; "IGO" stays. */
export const kind = (/** @type {string | null | undefined} */ name) => (!name ? "" : /^[A-Z]+$/.test(name) ? name : name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase());

/** How firmly a claim is made: a list of {text, look}. */
export function firmness(/** @type {Pick<Claim, "denied" | "polarity" | "modality" | "alleged" | "flags">} */ claim) {
  const found = [];
  if (claim.denied) found.push({ text: "denied by its speaker", look: "deny" });
  else if (claim.polarity === "negative") found.push({ text: "said not to be so", look: "deny" });
  if (MODALITY[claim.modality]) found.push({ text: MODALITY[claim.modality], look: "plan" });
  if (claim.alleged) found.push({ text: "an accusation", look: "doubt" });
  if (found.length === 0) found.push({ text: "asserted", look: "fine" });
  for (const flag of claim.flags ?? []) found.push({ text: `doubtful text: ${plain(flag)}`, look: "torn" });
  return found;
}

/** How firmly an edge stands: asserted, alleged, denied, disputed. Says what the line looks like. */
export function standing(/** @type {Record<string, any>} */ edge) {
  if (edge.disputed) return "disputed";
  if (edge.asserted > 0) return "asserted";
  if (edge.alleged > 0) return "alleged";
  return edge.denied > 0 ? "denied" : "planned";
}
/** @type {Words} */
export const STANDING = { asserted: "asserted", alleged: "alleged only", disputed: "disputed", denied: "denied", planned: "planned, not done" };

/** 0.91 → "sure", in three steps; the number goes beside it. */
export const surety = (/** @type {number} */ confidence) => (confidence >= 0.845 ? "high" : confidence >= 0.645 ? "middling" : "low"); // as the two digits beside it say

export const speech = (/** @type {Claim} */ claim) => SPEECH[claim.speech] ?? "";

const NUMBER = new Intl.NumberFormat("en"); // made once: toLocaleString makes one at each call

export function count(/** @type {number} */ n, /** @type {string} */ one, many = `${one}s`) {
  return `${NUMBER.format(n)} ${n === 1 ? one : many}`;
}

/** "3 independent origins (7 reports in 5 outlets)". */
export function behind(/** @type {Counted} */ row, reports = row.reports, outlets = row.outlets, origins = row.origins) {
  const where = outlets ? ` in ${count(outlets, "outlet")}` : ", outlet unknown";
  return `${count(origins, "independent origin")} (${count(reports, "report")}${where})`;
}

export function range(/** @type {number | null | undefined} */ low, /** @type {number | null | undefined} */ high) {
  if ((low ?? null) === null && (high ?? null) === null) return "";
  if ((high ?? null) === null) return `${low}+`;
  return low === high || (low ?? null) === null ? String(high) : `${low}–${high}`;
}

export function amount(/** @type {Amount | null} */ value) {
  if (!value) return "";
  return ` ${value.number.toLocaleString("en")} ${value.currency ?? value.unit ?? ""}`.trimEnd();
}

/** A day or a longer time, as exactly as it is known.
 * @param {string | null | undefined} start
 * @param {string | null} [end]
 * @param {string} [precision]
 */
export function when(start, end, precision) {
  if (!start) return "date unknown";
  if (precision === "year") return start.slice(0, 4);
  if (precision === "month") return start.slice(0, 7);
  return end && end !== start ? `${start} – ${end}` : start;
}

/** The sign of a kind of node; the same in graph, map, tables and text. */
/**
 * @param {string | null | undefined} kind
 * @param {string[]} [labels]
 */
export function sign(kind, labels = []) {
  if (kind === "Incident") return "✸";
  if (kind === "State") return "■";
  if (kind === "ArmedGroup") return "▲";
  if (kind === "Person") return "●";
  if (kind === "Place") return "◆";
  if (["Project", "Operation", "Agreement"].includes(kind ?? "")) return "⬢";
  return labels.includes("Actor") || kind ? "⬟" : "●";
}

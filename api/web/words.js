// What the graph's terms mean, in plain words.

const MODALITY = { planned: "planned, not done", conditional: "only under a condition", possible: "possible, not certain", counterfactual: "did not happen", question: "asked, not said" };
const SPEECH = { direct: "in their own words", indirect: "as the article reports it", narrator: "" };
export const STATUS = { occurred: "occurred", ongoing: "ongoing", attempted: "attempted", foiled: "foiled", planned: "planned, not done", threatened: "threatened, not done", hypothetical: "hypothetical", denied: "denied" };
const HOW = { fact: "stated as a fact", claimed: "claims it", blamed: "blamed", suspected: "suspected", denied: "denies it" };
export const ROLES = { PERPETRATOR: "did it", TARGET: "was the target", VICTIM: "was harmed", LOCATED_IN: "took place in" };

/** HARBORS → "harbors", BLAMES_ACCUSES → "blames / accuses". */
export const relation = (name) => name.toLowerCase().replaceAll("_", " ").replace("blames accuses", "blames / accuses");

export const plain = (name) => (name ?? "").replaceAll("_", " ");
export const how = (name) => HOW[name] ?? plain(name);

/** "ArmedGroup" → "armed group"; "IGO" stays. */
export const kind = (name) => (!name ? "" : /^[A-Z]+$/.test(name) ? name : name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase());

/** How firmly a claim is made: a list of {text, look}. */
export function firmness(claim) {
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
export function standing(edge) {
  if (edge.disputed) return "disputed";
  if (edge.asserted > 0) return "asserted";
  if (edge.alleged > 0) return "alleged";
  return edge.denied > 0 ? "denied" : "planned";
}
export const STANDING = { asserted: "asserted", alleged: "alleged only", disputed: "disputed", denied: "denied", planned: "planned, not done" };

/** 0.91 → "sure", in three steps; the number goes beside it. */
export const surety = (confidence) => (confidence >= 0.85 ? "high" : confidence >= 0.65 ? "middling" : "low");

export const speech = (claim) => SPEECH[claim.speech] ?? "";

export function count(n, one, many = `${one}s`) {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}

/** "3 independent origins (7 reports in 5 outlets)". */
export function behind(row, reports = row.reports, outlets = row.outlets, origins = row.origins) {
  const where = outlets ? ` in ${count(outlets, "outlet")}` : ", outlet unknown";
  return `${count(origins, "independent origin")} (${count(reports, "report")}${where})`;
}

export function range(low, high) {
  if ((low ?? null) === null && (high ?? null) === null) return "";
  if ((high ?? null) === null) return `${low}+`;
  return low === high || (low ?? null) === null ? String(high) : `${low}–${high}`;
}

export function amount(value) {
  if (!value) return "";
  return ` ${value.number.toLocaleString("en")} ${value.currency ?? value.unit ?? ""}`.trimEnd();
}

export function when(start, end, precision) {
  if (!start) return "date unknown";
  if (precision === "year") return start.slice(0, 4);
  if (precision === "month") return start.slice(0, 7);
  return end && end !== start ? `${start} – ${end}` : start;
}

/** The sign of a kind of node; the same in graph, map, tables and text. */
export function sign(kind, labels = []) {
  if (kind === "Incident") return "✸";
  if (kind === "State") return "■";
  if (kind === "ArmedGroup") return "▲";
  if (kind === "Person") return "●";
  if (kind === "Place") return "◆";
  if (["Project", "Operation", "Agreement"].includes(kind)) return "⬢";
  return labels.includes("Actor") || kind ? "⬟" : "●";
}

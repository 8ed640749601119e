// What the graph's terms mean, in plain words.

const MODALITY = { planned: "planned, not done", conditional: "only under a condition", possible: "possible, not certain", counterfactual: "did not happen", question: "asked, not said" };
const SPEECH = { direct: "in their own words", indirect: "as the article reports it", narrator: "" };
export const STATUS = { occurred: "occurred", ongoing: "ongoing", attempted: "attempted", foiled: "foiled", planned: "planned, not done", threatened: "threatened, not done", hypothetical: "hypothetical", denied: "denied" };

/** HARBORS → "harbors", BLAMES_ACCUSES → "blames / accuses". */
export const relation = (name) => name.toLowerCase().replaceAll("_", " ").replace("blames accuses", "blames / accuses");

/** How firmly a claim is made: a list of {text, look}. */
export function firmness(claim) {
  const found = [];
  if (claim.denied) found.push({ text: "denied by its speaker", look: "deny" });
  else if (claim.polarity === "negative") found.push({ text: "said not to be so", look: "deny" });
  if (MODALITY[claim.modality]) found.push({ text: MODALITY[claim.modality], look: "plan" });
  if (claim.alleged) found.push({ text: "an accusation", look: "doubt" });
  if (found.length === 0) found.push({ text: "asserted", look: "fine" });
  for (const flag of claim.flags ?? []) found.push({ text: `doubtful text: ${flag.replaceAll("_", " ")}`, look: "torn" });
  return found;
}

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
  if (low === null && high === null) return "";
  if (high === null) return `${low}+`;
  return low === high || low === null ? String(high) : `${low}–${high}`;
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

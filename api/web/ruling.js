// What persons say of single claims: accept, reject, correct, take back; and the name under which they do.

import { forget, getOne, post, vocabulary } from "./data.js";
import { button, choice, el, failed, fill } from "./dom.js";
import { suggestions } from "./search.js";
import { plain, relation } from "./words.js";

/** @type {Record<string, string>} */
export const RULED = { accepted: "accepted", rejected: "rejected", corrected: "corrected" };
const FIRM = { "": "as it is", asserted: "said as a fact", alleged: "an accusation", denied: "denied by its speaker", negative: "said not to be so" };
/** @type {Record<string, Values>} */
const CHANGES = { asserted: { polarity: "positive", alleged: false, denied: false }, alleged: { polarity: "positive", alleged: true, denied: false }, denied: { denied: true }, negative: { polarity: "negative", denied: false } };
/** @type {Record<string, string>} */
const SAYS = { accepted: "✓ accepted", rejected: "✗ rejected, counts nowhere", corrected: "✎ corrected" };
let next = 0;

/** The name under which this person judges, kept in this browser. */
export function judge() { try { return localStorage.getItem("judge") ?? ""; } catch { return ""; } }
export function rememberJudge(/** @type {string} */ name) { try { localStorage.setItem("judge", name); } catch { /* then it is asked again */ } }

/** Who ruled on a claim, when and why, and what was extracted before it was corrected. */
export function ruledOn(/** @type {Claim} */ { review: r }) {
  if (!r) return null;
  const before = Object.entries(r.extracted).map(([name, value]) => `${plain(name)}: ${value === true ? "yes" : value === false ? "no" : name === "predicate" ? relation(value) : value ?? "nobody"}`);
  return el("p", { class: `ruled ${r.verdict}` }, el("span", { class: `badge ${r.verdict === "accepted" ? "fine" : r.verdict === "rejected" ? "deny" : "doubt"}` }, SAYS[r.verdict]),
    ` by ${r.by}, ${r.at.slice(0, 10)}`, r.because ? `: ${r.because}` : "", before.length ? el("span", { class: "soft" }, ` (extracted as ${before.join("; ")})`) : "");
}

/** The actions on a claim; `redraw` gets the claim as it is after one, or an act that was taken back. */
export function ruling(/** @type {Claim} */ claim, /** @type {(claim: Claim) => void} */ redraw) {
  const body = el("div");
  const box = el("details", { class: "ruling" }, el("summary", {}, claim.review ? "Change the ruling" : "Is this right?"), body);
  box.addEventListener("toggle", () => { if (box.open && !body.childElementCount) fill(body, form(claim, redraw)); });
  return box;
}

function form(/** @type {Claim} */ claim, /** @type {(claim: Claim) => void} */ redraw) {
  const who = el("input", { value: judge(), placeholder: "your name", change: () => rememberJudge(who.value.trim()) });
  const why = el("input", { placeholder: "why (optional)" }), told = el("div", { "aria-live": "polite" }), more = el("div");
  const send = async (/** @type {string} */ path, /** @type {Values} */ body, /** @type {(answer: any) => unknown} */ done) => {
    const by = who.value.trim();
    if (!by) { fill(told, el("p", { class: "error" }, "Say who you are first: it is kept with the ruling.")); who.focus(); return; }
    rememberJudge(by);
    for (const one of buttons) one.disabled = true;
    fill(told, el("p", { class: "soft" }, "working …"));
    try {
      await done(await post(path, { ...body, by }));
      forget(claim.article.id);
      dispatchEvent(new CustomEvent("reviewed", { detail: claim.id }));
    } catch (error) {
      fill(told, failed(error));
    }
    for (const one of buttons) one.disabled = false;
  };
  const rule = (/** @type {string} */ verdict, correction = /** @type {Values | null} */ (null)) => send(`/v1/claims/${encodeURIComponent(claim.id)}/review`, { verdict, because: why.value.trim() || null, ...(correction && { correction }) }, ({ claim: now }) => redraw(now));
  const buttons = claim.review
    ? [button("Undo", () => send(`/v1/judgements/${encodeURIComponent(claim.review?.act ?? "")}/undo`, {}, async () => redraw(await getOne("/v1/claims", claim.id))))]
    : [button("✓ Accept", () => rule("accepted")), button("✗ Reject", () => rule("rejected")), button("✎ Correct …", async () => fill(more, await corrections(claim, (/** @type {Values} */ change) => rule("corrected", change))))];
  return [el("div", { class: "filters" }, el("label", {}, "You", who), claim.review ? "" : el("label", {}, "Why", why)),
    el("p", { class: "actions" }, buttons), claim.review ? el("p", { class: "soft" }, "Undo it first to rule otherwise. What was extracted is there again then.") : "", more, told];
}

/** The form in which a person says what the claim should say; `send` gets only what differs. */
async function corrections(/** @type {Claim} */ claim, /** @type {(change: Values) => void} */ send) {
  const words = await vocabulary();
  /** @type {Values} */
  const change = {};
  const set = (/** @type {string} */ name) => (/** @type {string} */ value) => { if (value) change[name] = value; else delete change[name]; };
  const end = (/** @type {string} */ name, /** @type {string} */ label) => {
    const id = `correct-${++next}`;
    const list = el("ul", { role: "listbox", id, "aria-label": "Suggestions", hidden: true });
    const input = el("input", { type: "search", role: "combobox", "aria-label": label, placeholder: (name === "subject" ? claim.subject : claim.object)?.name ?? "nobody", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list", autocomplete: "off", input: () => delete change[name] });
    suggestions(input, list, (entity) => { change[name] = entity.id; input.value = entity.name; });
    return el("label", {}, label, el("span", { class: "adder" }, input, list));
  };
  let firm = "";
  return el("form", { class: "correction", submit: (/** @type {Event} */ e) => { e.preventDefault(); send({ ...change, ...CHANGES[firm] }); } },
    end("subject", "Who"), choice("does or says", "predicate", [["", `${relation(claim.predicate)} (as it is)`], ...Object.keys(words.relations).map((name) => [name, relation(name)])], "", set("predicate")), end("object", "to whom or what"),
    choice("How firmly", "firm", Object.entries(FIRM), "", (value) => { firm = value; }),
    choice("Done or not", "modality", [["", "as it is"], ...words.modalities.map((name) => [name, plain(name)])], "", set("modality")),
    el("button", { type: "submit", class: "primary" }, "Keep the correction"));
}

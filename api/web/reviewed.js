// Two more parts of Review: single claims by what persons said of them, and everything that persons did.

import { claimCard } from "./claims.js";
import { get, post, vocabulary } from "./data.js";
import { button, choice, el, failed, fill, table } from "./dom.js";
import { judge } from "./ruling.js";
import { go, href, select } from "./state.js";
import { count, plain, relation } from "./words.js";

/** @type {Record<string, string>} */
const STATES = { none: "nobody looked at yet", accepted: "accepted", corrected: "corrected", rejected: "rejected" };

/** Claims to look at, page by page, each with its sentence and the ruling on it. */
export async function claims(/** @type {Params} */ params) {
  const review = params.get("ruled") ?? "none", predicate = params.get("predicate") ?? "", words = await vocabulary();
  const change = (/** @type {string} */ name) => (/** @type {string} */ value) => go("review", "", { ...Object.fromEntries(params), [name]: value });
  const list = el("div", { class: "cards" }), told = el("p", { class: "more" });
  const more = async (/** @type {string | null} */ cursor) => {
    try {
      const page = await get("/v1/claims", { review, predicate, limit: 10, cursor });
      list.append(...page.results.map(claimCard));
      fill(told, list.childElementCount ? `${count(list.childElementCount, "claim")} shown, newest first. ` : el("span", { class: "empty" }, review === "none" ? "Somebody looked at every claim already." : `No claim was ${STATES[review]}.`), page.next ? button("Show more", () => more(page.next)) : "");
    } catch (error) {
      fill(told, failed(error, () => more(cursor)));
    }
  };
  await more(null);
  return [el("form", { class: "filters", submit: (/** @type {Event} */ e) => e.preventDefault() }, choice("Claims that are", "ruled", Object.entries(STATES), review, change("ruled")),
    choice("Relation", "predicate", [["", "all"], ...Object.keys(words.relations).map((name) => [name, relation(name)])], predicate, change("predicate"))), list, told];
}

/** Who did what when, newest first, each to be taken back. */
export async function acts() {
  const body = el("div"), told = el("div", { "aria-live": "polite" });
  const back = async (/** @type {string} */ act) => {
    if (!judge()) { fill(told, el("p", { class: "error" }, "Say who you are above first: it is kept with the undo.")); return; }
    try {
      await post(`/v1/judgements/${encodeURIComponent(act)}/undo`, { by: judge() });
      fill(told, el("p", { class: "notice" }, "Taken back: what was there before is there again."));
      await draw();
    } catch (error) {
      fill(told, failed(error));
    }
  };
  const lead = (/** @type {string} */ id) => (id.startsWith("clm-") ? button(id, () => select(`claim:${id}`), { class: "plain" }) : id.startsWith("art-") ? el("a", { href: href("article", id) }, "article") : id.startsWith("inc-") ? el("a", { href: href("incident", id) }, id) : el("a", { href: href("entity", id) }, id));
  const columns = [
    { name: "when", date: true, cell: (/** @type {any} */ a) => a.at.slice(0, 16).replace("T", " ") }, { name: "who", cell: (/** @type {any} */ a) => a.by },
    { name: "said", cell: (/** @type {any} */ a) => [plain(a.verdict), a.because.length ? el("span", { class: "soft" }, `: ${a.because.join("; ")}`) : ""] },
    { name: "of", cell: (/** @type {any} */ a) => [a.told ? [el("strong", {}, a.told), " "] : "", a.about.slice(0, 6).map((/** @type {string} */ id, /** @type {number} */ i) => [i ? ", " : "", lead(id)])] },
    { name: "taken back", cell: (/** @type {any} */ a) => (a.undone ? `by ${a.undone.by}, ${a.undone.at.slice(0, 10)}` : button("Undo", () => back(a.act))) },
  ];
  const draw = async () => {
    const page = await get("/v1/acts", { limit: 100 });
    fill(body, page.results.length ? table(columns, page.results, null, "acts").node : el("p", { class: "empty" }, "Nobody judged anything yet."), page.next ? el("p", { class: "soft" }, "The newest 100.") : "");
  };
  await draw();
  return [told, body];
}

// Review: what is judged to be one or two, why, and judging as a person: merge, split, undo.

import { source } from "./claims.js";
import { article, get, getOne, post } from "./data.js";
import { button, choice, el, failed, fill } from "./dom.js";
import { acts, claims } from "./reviewed.js";
import { judge as remembered, rememberJudge as keep } from "./ruling.js";
import { suggestions } from "./search.js";
import { go, href } from "./state.js";
import { count, kind, plain, when } from "./words.js";

/** @type {Record<string, string>} */
const VERDICTS = { unsure: "unsure: they wait for a person", same: "the same", not_same: "not the same" };
const SCOPES = { "": "everything", entity: "names", incident: "incidents", origin: "origins of articles" };
/** @typedef {(verdict: string, left: string, right: string | null, because: string) => Promise<void>} Judge */

/** @type {Map<string, Promise<() => any>>} */
const sides = new Map();
const PARTS = [["", "What is one"], ["claims", "Claims"], ["acts", "Who did what"]];

export async function review(/** @type {Asked} */ { params }) {
  const part = params.get("part") ?? "";
  const tabs = el("p", { class: "actions", role: "group", "aria-label": "What is reviewed" }, PARTS.map(([name, text]) => button(text, () => go("review", "", name ? { part: name } : {}), { "aria-pressed": String(part === name) })));
  const head = [el("h1", {}, "Review"), tabs];
  if (part === "claims") return [...head, el("p", { class: "soft" }, "Whether the articles say what was read in them. A rejected claim counts nowhere any more; every ruling can be taken back."), ...await claims(params)];
  if (part === "acts") {
    const who = el("input", { name: "who", value: remembered(), placeholder: "your name", change: () => keep(who.value.trim()) });
    return [...head, el("p", { class: "soft" }, "Everything that persons judged and ruled, newest first."), el("div", { class: "filters" }, el("label", {}, "You", who)), ...await acts()];
  }
  return identities(params, head);
}

async function identities(/** @type {Params} */ params, /** @type {Element[]} */ head) {
  const one = params.get("one"), scope = params.get("scope") ?? "", verdict = params.get("verdict") ?? "unsure", by = params.get("by") ?? "";
  const told = el("div", { "aria-live": "polite" }), list = el("div");
  const who = el("input", { name: "who", value: remembered(), placeholder: "your name", change: () => keep(who.value.trim()) });
  const judge = async (/** @type {string} */ verdict, /** @type {string} */ left, /** @type {string | null} */ right, /** @type {string} */ because) => {
    if (!who.value.trim()) { fill(told, el("p", { class: "error" }, "Say who judges first: it is kept with the judgement.")); who.focus(); return; }
    fill(told, el("p", { class: "soft" }, "judging …"));
    try {
      const made = await post("/v1/judgements", { verdict, one: left, other: right, by: who.value.trim(), because: because || null });
      fill(told, el("p", { class: "notice" }, made.act ? `Judged: ${VERDICTS[verdict].split(":")[0]}. ` : "That was judged already. ", made.done ? "" : "The graph is being brought to it. ", made.act ? button("Undo", () => undo(made.act)) : ""));
      sides.clear();
      await draw();
    } catch (error) {
      fill(told, failed(error));
    }
  };
  const undo = async (/** @type {string} */ id) => {
    if (!who.value.trim()) { fill(told, el("p", { class: "error" }, "Say who takes it back first.")); who.focus(); return; }
    try {
      await post(`/v1/judgements/${encodeURIComponent(id)}/undo`, { by: who.value.trim() });
      fill(told, el("p", { class: "notice" }, "Taken back: what was there before is there again."));
      sides.clear();
      await draw();
    } catch (error) {
      fill(told, failed(error));
    }
  };
  const draw = async (cursor = null) => {
    try {
      const found = one ? await of(one) : await get("/v1/judgements", { scope, verdict, by, limit: 10, cursor });
      const cards = found.results.map((/** @type {any} */ j) => card(j, judge, undo));
      const more = found.next ? button("Show more", () => { more.remove(); draw(found.next); }) : "";
      const nothing = el("p", { class: "empty" }, one ? "Nothing was ever judged about this one." : verdict === "unsure" ? "Nothing waits: every pair that was compared is clearly one or clearly two." : "No judgement is like that.");
      if (cursor) list.append(...cards, more || "");
      else fill(list, one ? el("p", {}, `${found.id}: ${kind(found.kind)}, `, found.members.length > 1 ? `${count(found.members.length, "id")} that are one. ` : "one with nothing else. ", found.members.length > 1 ? button("Take it out of them", () => judge("not_same", one, null, reason.value)) : "") : "", cards.length ? cards : nothing, more);
    } catch (error) {
      fill(list, failed(error, () => draw(cursor)));
    }
  };
  const change = (/** @type {string} */ name) => (/** @type {string} */ value) => go("review", "", { ...Object.fromEntries(params), [name]: value });
  const reason = el("input", { name: "reason", placeholder: "why (optional)" });
  await draw();
  return [
    ...head,
    el("p", { class: "soft" }, "What is taken for one, by which rule or person, and why. What a person judges beats every rule, is kept, and can be taken back."),
    el("form", { class: "filters", submit: (/** @type {Event} */ e) => e.preventDefault() },
      one ? el("a", { href: href("review") }, "All judgements") : [choice("Judged", "verdict", Object.entries(VERDICTS), verdict, change("verdict")), choice("About", "scope", Object.entries(SCOPES), scope, change("scope"))],
      el("label", {}, "Judged by you as", who)),
    told, list, pair(judge, reason, one),
  ];
}

/** Judge two that no rule compared: a name is chosen, or the id of an incident is given. */
function pair(/** @type {Judge} */ judge, /** @type {HTMLInputElement} */ reason, /** @type {string | null} */ one) {
  const chosen = [one, null];
  const pick = (/** @type {number} */ n, /** @type {string} */ label) => {
    const list = el("ul", { role: "listbox", id: `pair-${n}`, "aria-label": "Suggestions", hidden: true });
    const input = el("input", { type: "search", role: "combobox", "aria-label": label, placeholder: label, value: chosen[n], "aria-expanded": "false", "aria-controls": `pair-${n}`, "aria-autocomplete": "list", autocomplete: "off", change: () => { chosen[n] = input.value.trim(); } });
    suggestions(input, list, (entity) => { chosen[n] = entity.id; input.value = `${entity.name} (${entity.id})`; });
    return el("div", { class: "adder" }, input, list);
  };
  const id = (/** @type {number} */ n) => /\(([^()\s]+)\)$/.exec(chosen[n] ?? "")?.[1] ?? chosen[n] ?? "";
  return el("section", { class: "chart" }, el("h2", {}, "Judge two"), el("p", { class: "soft" }, "Choose two names, or give two ids of incidents or articles."),
    el("div", { class: "toolbar" }, pick(0, "One"), pick(1, "The other"), reason, button("The same", () => judge("same", id(0), id(1), reason.value)), button("Not the same", () => judge("not_same", id(0), id(1), reason.value))));
}

async function of(/** @type {string} */ id) {
  const found = await getOne("/v1/explain", id);
  return { ...found, results: found.judgements, next: null };
}

function card(/** @type {any} */ j, /** @type {Judge} */ judge, /** @type {(id: string) => void} */ undo) {
  const person = !j.by.startsWith("rule:"), reason = el("input", { placeholder: "why (optional)", "aria-label": "Why" });
  return el("section", { class: "judgement" },
    el("p", {}, el("span", { class: `badge ${j.verdict === "same" ? "fine" : j.verdict === "not_same" ? "deny" : "doubt"}` }, VERDICTS[j.verdict].split(":")[0]), ` ${plain(j.scope)}, score ${j.score.toFixed(2)}, by ${j.by.replace(/^rule:(\w+)\/(\d+)$/, "the rule for $1 ($2)")}, ${j.at.slice(0, 10)}`, j.held ? el("span", { class: "soft" }, `; not applied: ${j.held}`) : ""),
    el("div", { class: "sides both" }, side(j.scope, j.left), side(j.scope, j.right)),
    j.reasons.length ? el("ul", { class: "reasons", "aria-label": "The reasons" }, j.reasons.map((/** @type {string} */ text) => el("li", {}, plain(text)))) : "",
    el("p", { class: "actions" }, ["same", "not_same", "unsure"].filter((v) => v !== j.verdict).map((v) => button({ same: "The same", not_same: "Not the same", unsure: "Not sure" }[v], () => judge(v, j.left, j.right, reason.value))), reason, person ? button("Undo", () => undo(j.id)) : ""));
}

/** One of the two, with what it is known by; filled in once it is there. What is kept makes new elements each time. */
function side(/** @type {string} */ scope, /** @type {string} */ id) {
  const place = el("div", {}, el("p", { class: "soft" }, id));
  if (!sides.has(id)) sides.set(id, about(scope, id));
  sides.get(id)?.then((content) => fill(place, content())).catch(() => { /* the id stays, it may be of something withdrawn */ });
  return place;
}

async function about(/** @type {string} */ scope, /** @type {string} */ id) {
  if (scope === "origin") {
    const found = await article(id);
    return () => [el("p", {}, source(found.article)), el("p", { class: "soft" }, found.text.slice(0, 240), found.text.length > 240 ? " …" : "")];
  }
  if (scope === "entity") {
    const { entity: e } = await getOne("/v1/entities", id);
    return () => [el("p", { class: "fact" }, el("a", { href: href("entity", e.id) }, e.name)), el("p", { class: "soft" }, [kind(e.kind), e.country, e.id !== id && `${id} became ${e.id}`].filter(Boolean).join(", ")), e.aliases.length ? el("p", { class: "soft" }, `also: ${e.aliases.slice(0, 6).join(", ")}`) : ""];
  }
  const found = await get(`/v1/incidents/${encodeURIComponent(id)}/reports`), own = found.origins.flatMap((/** @type {any} */ o) => o.reports).find((/** @type {any} */ r) => r.id.replace(/^rep-/, "inc-") === id) ?? found.origins[0].reports[0];
  return () => [el("p", { class: "fact" }, el("a", { href: href("incident", found.id) }, own.title)), el("p", { class: "soft" }, when(own.start, own.end, own.time_precision)), el("blockquote", {}, el("mark", {}, own.quote)), el("p", {}, source(own.article))];
}


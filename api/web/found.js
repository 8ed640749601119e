// Everything that a search finds, with the piece of text that holds the words, and what it can be narrowed by.

import { characters, get } from "./data.js";
import { button, choice, el, failed, fill } from "./dom.js";
import { go, href, select } from "./state.js";
import { kind, plain, relation, sign } from "./words.js";

/** @type {Record<string, string>} */
const TYPES = { entity: "names", incident: "incidents", article: "articles", claim: "claims", statement: "statements" };
const FACETS = ["type", "kind", "country", "outlet", "year"];
const PAGE = 20;

export async function found(/** @type {Asked} */ { params }) {
  const q = params.get("q") ?? "", year = params.get("year") ?? "";
  /** @type {Record<string, string>} */
  const chosen = { type: params.get("type") ?? "", kind: params.get("kind") ?? "", country: params.get("country") ?? "", outlet: params.get("outlet") ?? "" };
  const asked = { q, ...chosen, ...(year && { start: `${year}-01-01`, end: `${Number(year) + 1}-01-01` }), limit: PAGE };
  const page = await get("/v1/search", { ...asked, facets: FACETS });
  const change = (/** @type {string} */ name) => (/** @type {string} */ value) => go("search", "", { q, ...chosen, year, [name]: value });
  const list = el("div", {}, page.results.map(hit)), more = el("p", { class: "more" });
  const tell = () => fill(more, `${list.childElementCount} of ${page.total.relation === "eq" ? "" : "at least "}${page.total.value} shown, whole names first, then what fits best. `, list.childElementCount < page.total.value ? button("Show more", next) : "");
  const next = async () => {
    try {
      const { results } = await get("/v1/search", { ...asked, offset: list.childElementCount });
      list.append(...results.map(hit));
      tell();
    } catch (error) {
      fill(more, failed(error, next));
    }
  };
  if (page.results.length) tell();
  const meant = Object.entries(page.corrected).map(([word, some]) => `“${word}” as ${some.slice(0, 2).map((/** @type {Hit} */ one) => `“${one}”`).join(" or ")}`);
  return [
    el("h1", {}, `Found for “${q.slice(0, 120)}”`),
    meant.length ? el("p", { class: "notice" }, `Nothing holds these words as they are; read ${meant.join(", ")}.`) : "",
    page.behind ? el("p", { class: "soft" }, "New articles are still being taken into the search.") : "",
    el("form", { class: "filters", submit: (/** @type {Event} */ e) => e.preventDefault() }, FACETS.map((name) => narrowed(name, page.facets[name], name === "year" ? year : chosen[name], change(name)))),
    page.results.length ? [list, more] : el("p", { class: "empty" }, "Nothing is found. Use fewer words, loosen a filter, or write a word as it may stand in the text; * ends a beginning, quotes hold a phrase, a minus leaves out."),
  ];
}

function narrowed(/** @type {string} */ name, /** @type {any} */ facet, /** @type {string} */ current, /** @type {(value: string) => void} */ change) {
  const values = facet?.values ?? [];
  if (!values.length && !current) return "";
  const words = (/** @type {any} */ value) => (name === "type" ? TYPES[value.name] ?? value.label : name === "kind" ? (/_/.test(value.name) ? plain(value.name.toLowerCase()) : kind(value.label)) : value.label);
  const known = values.map((/** @type {any} */ value) => [value.name, `${words(value)} (${value.count})`]);
  if (current && !values.some((/** @type {any} */ value) => value.name === current)) known.unshift([current, current]);
  return choice(facet?.label ?? name, name, [["", "all"], ...known], current, change);
}

function hit(/** @type {Hit} */ one) {
  /** @type {Record<string, () => any>} */
  const names = { claim: () => button(named(one, titled(one)), () => select(`claim:${one.id}`), { class: "plain" }), statement: () => (one.article ? el("a", { href: href("article", one.article.id) }, named(one, one.title)) : named(one, one.title)) };
  const title = names[one.type]?.() ?? el("a", { href: href(one.type, one.id) }, named(one, one.title));
  const beside = [one.type === "entity" ? kind(one.kind) : one.type === "incident" ? plain(one.kind) : TYPES[one.type]?.slice(0, -1), one.country, one.date, one.article?.outlet].filter(Boolean).join(", ");
  return el("section", { class: "hit" }, el("p", {}, title, " ", el("span", { class: "kind" }, beside), one.polarity === "negative" ? [" ", el("span", { class: "badge deny" }, "said not to be so")] : ""),
    one.snippet ? el("p", { class: "soft" }, marked(one.snippet)) : "");
}

const named = (/** @type {Hit} */ one, /** @type {string} */ title) => [el("span", { class: "sign", "aria-hidden": "true" }, one.type === "entity" ? sign(one.kind) : one.type === "incident" ? "✸" : "▤"), title];
const titled = (/** @type {Hit} */ one) => one.title.replace(one.kind, relation(one.kind));

/** The piece of text with the found words marked; the ranges count characters as Python does. */
function marked(/** @type {{text: string, ranges: [number, number][]}} */ { text, ranges }) {
  const all = characters(text), parts = [];
  let at = 0;
  for (const [start, end] of ranges) {
    parts.push(all.slice(at, start).join(""), el("mark", {}, all.slice(start, end).join("")));
    at = end;
  }
  return [...parts, all.slice(at).join("")];
}

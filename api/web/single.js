// Pages of one thing: an actor or place, an incident, an article.

import { claimCard, link } from "./claims.js";
import { clocks, moment, told } from "./clock.js";
import { article as getArticle, get, getOne, vocabulary } from "./data.js";
import { disputeList } from "./disputes.js";
import { button, el, table } from "./dom.js";
import { chooseIncident, incidentColumns } from "./lists.js";
import { show } from "./panel.js";
import { incidentParts } from "./selected.js";
import { go, href, read, select } from "./state.js";
import { annotated } from "./text.js";
import { count, kind, plain, relation, sign, when } from "./words.js";

export async function entity(/** @type {Asked} */ { id, params }) {
  const clock = moment(params), { known_at } = clock;
  const change = (/** @type {Values} */ other) => go("entity", id, { ...clock, ...other });
  const [{ entity: e, within, neighbours, counts }, claims, words, disputed] = await Promise.all([
    getOne("/v1/entities", id, clock), get("/v1/claims", { about: id, limit: 20, ...clock }), vocabulary(), get("/v1/contradictions", { about: id, limit: 10, known_at })]);
  const place = e.kind === "Place", asked = id;
  id = e.id; // of a merged one the answer is the one that it became
  const [incidents, speaks] = await Promise.all([
    get("/v1/incidents", { [place ? "place" : "actor"]: id, limit: 10, status: words.statuses, ...clock }), place ? { results: [] } : get("/v1/statements", { speaker: id, limit: 10, known_at })]);
  const columns = [
    { name: "relation", cell: (/** @type {any} */ n) => (n.direction === "out" ? `${relation(n.type)} →` : `← ${relation(n.type)}`) },
    { name: "with", cell: (/** @type {any} */ n) => link(n.other) },
    { name: "claims", number: true, cell: (/** @type {any} */ n) => String(n.claims) },
    { name: "origins", number: true, cell: (/** @type {any} */ n) => String(n.origins) },
    { name: "", cell: (/** @type {any} */ n) => (n.disputed ? el("span", { class: "badge deny" }, "disputed") : "") },
  ];
  const open = (/** @type {any} */ n) => select(`relation:${n.direction === "out" ? `${id}|${n.type}|${n.other.id}` : `${n.other.id}|${n.type}|${id}`}`);
  const list = el("div", {}, claims.results.map(claimCard));
  const more = button("Show more claims", async () => {
    const page = await get("/v1/claims", { about: id, limit: 20, cursor: next, ...clock });
    list.append(...page.results.map(claimCard));
    next = page.next;
    more.hidden = !next;
  }, { hidden: !claims.next });
  let next = claims.next;
  return [
    moved("entity", asked, id),
    el("h1", {}, el("span", { class: "sign", "aria-hidden": "true" }, sign(e.kind, e.labels)), e.name, " ", el("span", { class: "kind" }, [kind(e.kind), e.level, e.country].filter(Boolean).join(", "))),
    aliases(e.aliases),
    within.length ? el("p", {}, "in ", within.map((/** @type {End} */ w, /** @type {number} */ i) => [i ? ", " : "", link(w)])) : "",
    e.lat === null ? "" : el("p", { class: "soft" }, `at ${e.lat.toFixed(2)}, ${e.lon.toFixed(2)} (the middle of ${e.level === "site" ? "the site" : `the ${plain(e.level ?? "place")}`})`),
    e.valid_from || e.valid_to ? el("p", { class: "soft" }, e.valid_from ? `since ${e.valid_from}` : "", e.valid_to ? ` until ${e.valid_to}` : "") : "",
    el("p", {}, [["articles", "article"], ["incidents", "incident"], ["statements", "statement"]].filter(([name]) => name in counts).map(([name, one]) => count(counts[name] ?? 0, one) + (name === "statements" ? " of its own" : "")).join(", "), e.known ? "." : el("span", { class: "soft" }, ". Not in the reference data: first met in an article.")),
    el("p", { class: "actions" }, el("a", { class: "button", href: href("explore", "", { do: `s~${id}` }) }, "Explore around it"), " ", el("a", { class: "button", href: href("map", "", { [place ? "place" : "actor"]: id, status: "all" }) }, "Its incidents on the map"), " ", el("a", { class: "button", href: href("review", "", { one: id }) }, "What it is one with")),
    el("div", { class: "filters" }, clocks(clock, (name) => (value) => change({ [name]: value }))),
    told(clock, change),
    disputed.results.length ? [el("h2", {}, "Disputed"), el("div", { class: "disputes" }, disputeList(disputed.results))] : "",
    el("h2", {}, "Relations, strongest first"),
    neighbours.length ? table(columns, neighbours, open, "relations").node : el("p", { class: "soft" }, "none yet"),
    el("h2", {}, "Incidents, latest first"),
    incidents.results.length ? [table(incidentColumns(words), incidents.results, chooseIncident, "incidents").node, incidents.next ? el("p", {}, el("a", { href: href("incidents", "", { [place ? "place" : "actor"]: id, status: "all" }) }, "All of them")) : ""] : el("p", { class: "soft" }, "none yet"),
    speaks.results.length ? [el("h2", {}, "What it says, newest first"), el("ul", { class: "plainlist" }, speaks.results.map((/** @type {any} */ s) => el("li", {}, s.cue ? [el("span", { class: "soft" }, s.cue), " "] : "", `“${s.quote}” `, el("a", { href: href("article", s.article.id, { from: s.start, to: s.end }) }, [s.article.outlet, s.article.published?.slice(0, 10)].filter(Boolean).join(", ") || "article"))))] : "",
    el("h2", {}, "Claims about it, newest first"),
    claims.results.length ? [list, more] : el("p", { class: "soft" }, "none yet"),
  ];
}

function aliases(/** @type {string[]} */ names) {
  if (!names.length) return "";
  const text = (/** @type {string[]} */ some) => some.join(", ");
  if (names.length <= 12) return el("p", { class: "soft" }, "also: ", text(names));
  return el("details", { class: "soft" }, el("summary", {}, `also: ${text(names.slice(0, 8))} and ${names.length - 8} more names`), text(names));
}

export async function incident(/** @type {Asked} */ { id }) {
  const [{ incident: i, claims, tolls }, disputed] = await Promise.all([getOne("/v1/incidents", id), get("/v1/contradictions", { incident: id, limit: 10 })]);
  const parts = incidentParts(i, claims, tolls);
  return [
    moved("incident", id, i.id),
    el("h1", {}, el("span", { class: "sign", "aria-hidden": "true" }, "✸"), i.title),
    el("p", { class: "actions" }, el("a", { class: "button", href: href("explore", "", { do: `s~${id}` }) }, "Explore around it"), i.place?.id ? [" ", el("a", { class: "button", href: href("map", "", { place: i.place.id, sel: `incident:${id}` }) }, "On the map")] : "", " ", el("a", { class: "button", href: href("review", "", { one: i.id }) }, "What it is one with")),
    disputed.results.length ? [el("h2", {}, "Disputed"), el("div", { class: "disputes" }, disputeList(disputed.results))] : "",
    ...parts,
  ];
}

/** Say that an id was merged into another, and let the address be that of the other. */
function moved(/** @type {string} */ view, /** @type {string} */ asked, /** @type {string} */ id) {
  if (asked === id) return "";
  history.replaceState(null, "", href(view, id, read().params));
  return el("p", { class: "notice" }, `${asked} was merged into this one. `, el("a", { href: href("review", "", { one: asked }) }, "Why"));
}

const KINDS = [["claim", "claims"], ["mention", "names"], ["statement", "who said it"], ["incident", "incidents"], ["statistic", "statistics"], ["quality", "damaged text"]];

/** The text with its annotations and the boxes that show or hide their kinds; `open` is called with the claims of a marked piece. */
export function markedText(/** @type {string} */ text, /** @type {Annotation[]} */ annotations, /** @type {Claim[]} */ claims, /** @type {string | null} */ lang, /** @type {{start: number, end: number, claim: string | null}} */ target, /** @type {(claims: Claim[]) => void} */ open) {
  const shown = new Set(["claim", "mention", "incident", "statistic", "quality"]);
  const body = el("div", { class: "article", lang });
  const byId = new Map(claims.map((/** @type {Claim} */ c) => [c.id, c]));
  const draw = () => body.replaceChildren(...annotated(text, annotations.filter((/** @type {Annotation} */ n) => shown.has(n.kind)), byId, target, open));
  draw();
  const boxes = KINDS.map(([name, words]) => {
    const n = annotations.filter((/** @type {Annotation} */ one) => one.kind === name).length;
    const box = el("input", { type: "checkbox", checked: shown.has(name), disabled: n === 0, change: () => { box.checked ? shown.add(name) : shown.delete(name); draw(); } });
    return el("label", {}, box, el("span", { class: "legend" }, el("span", { class: name === "mention" ? "mention" : `${name}-span` }, words)), el("span", { class: "soft" }, String(n)));
  });
  return { body, boxes: el("div", { class: "filters inline", role: "group", "aria-label": "What is marked" }, boxes) };
}

export async function article(/** @type {Asked} */ { id, params }) {
  const { article: a, text, annotations, claims } = await getArticle(id);
  const sentence = (/** @type {Claim[]} */ found) => show(count(found.length, "claim") + " in this sentence", found.map(claimCard));
  const target = { claim: params.get("at"), start: Number(params.get("from") ?? NaN), end: Number(params.get("to") ?? NaN) };
  const { body, boxes } = markedText(text, annotations, claims, a.lang, target, sentence);
  const at = claims.find((/** @type {Claim} */ c) => c.id === target.claim);
  if (at) show("This claim", claimCard(at));
  else if (!params.get("sel")) show(count(claims.length, "claim") + " in this article", claims.map(claimCard));
  setTimeout(() => body.querySelector(".target")?.scrollIntoView({ block: "center" }));
  const flags = annotations.filter((/** @type {Annotation} */ n) => n.kind === "quality");
  const incidents = annotations.filter((/** @type {Annotation} */ n) => n.kind === "incident");
  return [
    el("h1", {}, a.title ?? a.source_id ?? a.id),
    el("p", { class: "soft" }, [a.outlet ? el("a", { href: href("articles", "", { outlet: a.outlet }) }, a.outlet) : "outlet unknown", ", ", when(a.published?.slice(0, 10)), a.lang ? `, ${a.lang}` : "", `, ${a.marking}`], a.url ? [", ", el("a", { href: a.url, rel: "noopener noreferrer", target: "_blank" }, "at its publisher")] : ""),
    flags.length ? el("p", {}, el("span", { class: "badge torn" }, count(flags.length, "damaged or doubtful passage")), " ", [...new Set(flags.map((/** @type {Annotation} */ f) => plain(f.label)))].join("; ")) : "",
    incidents.length ? el("p", {}, "Tells of: ", incidents.map((/** @type {Annotation} */ n, /** @type {number} */ i) => [i ? ", " : "", button(`${plain(n.label)} (${i + 1})`, () => select(`incident:${n.id}`), { class: "plain" })])) : "",
    boxes,
    body,
  ];
}

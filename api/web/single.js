// One entity, and one article with everything that was found in it.

import { article as getArticle, characters, get } from "./data.js";
import { el, table } from "./dom.js";
import { chooseRelation } from "./lists.js";
import { claimCard, link, show } from "./evidence.js";
import { count, relation } from "./words.js";

export async function entity(id) {
  const path = `/v1/entities/${encodeURIComponent(id)}`;
  const [{ entity: e, within, neighbours, counts }, claims] = await Promise.all([get(path), get("/v1/claims", { about: id, limit: 20 })]);
  const columns = [
    { name: "relation", cell: (n) => (n.direction === "out" ? `${relation(n.type)} →` : `← ${relation(n.type)}`) },
    { name: "with", cell: (n) => link(n.other) },
    { name: "claims", number: true, cell: (n) => String(n.claims) },
    { name: "origins", number: true, cell: (n) => String(n.origins) },
    { name: "", cell: (n) => (n.disputed ? el("span", { class: "badge deny" }, "disputed") : "") },
  ];
  const open = async (n) => {
    const [source, target] = n.direction === "out" ? [id, n.other.id] : [n.other.id, id];
    const page = await get("/v1/relations", { type: n.type, source, target });
    if (page.results[0]) chooseRelation(page.results[0]);
  };
  const list = el("div", {}, claims.results.map(claimCard));
  const more = el("button", { class: "more", type: "button", hidden: !claims.next }, "Show more claims");
  let next = claims.next;
  more.addEventListener("click", async () => {
    const page = await get("/v1/claims", { about: id, limit: 20, cursor: next });
    list.append(...page.results.map(claimCard));
    next = page.next;
    more.hidden = !next;
  });
  return [
    el("h1", {}, e.name, " ", el("span", { class: "kind" }, [e.kind, e.level, e.country].filter(Boolean).join(", "))),
    e.aliases.length ? el("p", { class: "soft" }, "also: ", e.aliases.slice(0, 12).join(", "), e.aliases.length > 12 ? ` and ${e.aliases.length - 12} more` : "") : "",
    within.length ? el("p", {}, "in ", within.map((w, i) => [i ? ", " : "", link(w)])) : "",
    el("p", {}, `${count(counts.articles ?? 0, "article")}, ${count(counts.incidents ?? 0, "incident")}, ${count(counts.statements ?? 0, "statement")} of its own`, e.known ? "" : el("span", { class: "soft" }, ". Not in the reference data: first met in an article.")),
    el("h2", {}, "Relations, strongest first"),
    neighbours.length ? table(columns, neighbours, open).node : el("p", { class: "soft" }, "none yet"),
    el("h2", {}, "Claims about it, newest first"),
    claims.results.length ? [list, more] : el("p", { class: "soft" }, "none yet"),
  ];
}

const KINDS = [["claim", "claims"], ["mention", "names"], ["statement", "who said it"], ["incident", "incidents"], ["statistic", "statistics"], ["quality", "damaged text"]];

export async function article(id, parameters) {
  const { article: a, text, annotations, claims } = await getArticle(id);
  const shown = new Set(["claim", "mention", "incident", "statistic", "quality"]);
  const body = el("div", { class: "article", lang: a.lang });
  const byId = new Map(claims.map((c) => [c.id, c]));
  const draw = () => body.replaceChildren(...segments(characters(text), annotations.filter((n) => shown.has(n.kind)), byId, parameters.get("at")));
  draw();
  const at = byId.get(parameters.get("at"));
  if (at) {
    show("This claim", claimCard(at));
    setTimeout(() => body.querySelector(".target")?.scrollIntoView({ block: "center" }));
  } else {
    show(count(claims.length, "claim") + " in this article", claims.map(claimCard));
  }
  const boxes = KINDS.map(([kind, name]) => {
    const n = annotations.filter((one) => one.kind === kind).length;
    const box = el("input", { type: "checkbox", checked: shown.has(kind), disabled: n === 0, change: () => { box.checked ? shown.add(kind) : shown.delete(kind); draw(); } });
    return el("label", {}, box, el("span", { class: "legend" }, el("span", { class: kind === "mention" ? "mention" : `${kind}-span` }, name)), el("span", { class: "soft" }, String(n)));
  });
  const flags = annotations.filter((n) => n.kind === "quality");
  return [
    el("h1", {}, a.title ?? a.source_id ?? a.id),
    el("p", { class: "soft" }, [a.outlet ?? "outlet unknown", a.published?.slice(0, 10) ?? "date unknown", a.lang, a.marking].filter(Boolean).join(", "), a.url ? [", ", el("a", { href: a.url, rel: "noopener noreferrer", target: "_blank" }, "at its publisher")] : ""),
    flags.length ? el("p", {}, el("span", { class: "badge torn" }, count(flags.length, "damaged or doubtful passage")), " ", [...new Set(flags.map((f) => f.label.replaceAll("_", " ")))].join("; ")) : "",
    el("div", { class: "filters" }, boxes),
    body,
  ];
}

/** The text cut wherever an annotation begins or ends; every piece is one text node in a span of its annotations' classes. */
function segments(chars, annotations, claims, target) {
  const cuts = [...new Set([0, chars.length, ...annotations.flatMap((n) => [n.start, n.end])])].sort((a, b) => a - b);
  const pieces = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [start, end] = [cuts[i], cuts[i + 1]];
    const over = annotations.filter((n) => n.start < end && n.end > start);
    const words = chars.slice(start, end).join("");
    if (!over.length) { pieces.push(words); continue; }
    const found = over.filter((n) => n.kind === "claim").map((n) => claims.get(n.id)).filter(Boolean);
    const classes = new Set(over.map((n) => (n.kind === "mention" ? "mention" : `${n.kind}-span`)));
    if (found.some((c) => c.id === target)) classes.add("target");
    const title = over.filter((n) => n.label).map((n) => `${n.kind}: ${n.label.replaceAll("_", " ")}`).join("\n");
    const open = found.length ? () => show(count(found.length, "claim") + " in this sentence", found.map(claimCard)) : null;
    pieces.push(el("span", { class: [...classes].join(" "), title, click: open, tabindex: open && over.some((n) => n.kind === "claim" && n.start === start) ? "0" : null, role: open && over.some((n) => n.kind === "claim" && n.start === start) ? "button" : null, keydown: open && ((e) => e.key === "Enter" && open()) }, words));
  }
  return pieces;
}

// The lists: relations, incidents, articles.

import { get } from "./data.js";
import { el, table } from "./dom.js";
import { badges, claimCard, facts, link, show, source } from "./evidence.js";
import { STATUS, behind, count, range, relation, when } from "./words.js";

/** A list that grows page by page. */
async function paged(path, parameters, columns, choose, nothing) {
  const first = await get(path, parameters);
  if (!first.results.length) return el("p", { class: "soft" }, nothing);
  const grid = table(columns, first.results, choose);
  const more = el("button", { class: "more", type: "button" }, "Show more");
  let next = first.next;
  more.hidden = !next;
  more.addEventListener("click", async () => {
    more.disabled = true;
    try {
      const page = await get(path, { ...parameters, cursor: next });
      grid.add(page.results);
      next = page.next;
      more.hidden = !next;
    } catch (error) {
      more.after(el("p", { class: "error" }, error.message));
    }
    more.disabled = false;
  });
  return el("div", {}, grid.node, more);
}

function choice(label, name, values, current, change) {
  const select = el("select", { name, change: () => change(select.value) }, values.map(([value, text]) => el("option", { value, selected: value === current }, text)));
  return el("label", {}, label, select);
}

const jump = (view, parameters) => {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value)).toString();
  location.hash = query ? `#/${view}?${query}` : `#/${view}`;
};

export async function relations(parameters, catalog) {
  const type = parameters.get("type") ?? "", disputed = parameters.get("disputed") ?? "";
  const present = Object.entries(catalog.relations).filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1]);
  const columns = [
    { name: "who", cell: (r) => r.source.name },
    { name: "relation", cell: (r) => relation(r.type) },
    { name: "whom or what", cell: (r) => link(r.target) },
    { name: "claims", number: true, cell: (r) => String(r.claims) },
    { name: "origins", number: true, cell: (r) => el("span", { title: behind(r) }, String(r.origins)) },
    { name: "", cell: (r) => (r.disputed ? el("span", { class: "badge deny" }, "disputed") : r.asserted === 0 ? el("span", { class: "badge doubt" }, "alleged only") : "") },
    { name: "last published", wide: true, cell: (r) => r.last_published?.slice(0, 10) },
  ];
  return [
    el("h1", {}, "Relations"),
    el("p", { class: "soft" }, `Computed from claims; those with most claims first. ${count(present.reduce((n, [, m]) => n + m, 0), "relation")} in the graph.`),
    el("form", { class: "filters", submit: (e) => e.preventDefault() },
      choice("Type", "type", [["", "all"], ...present.map(([name, n]) => [name, `${relation(name)} (${n})`])], type, (value) => jump("relations", { type: value, disputed })),
      choice("Dispute", "disputed", [["", "any"], ["true", "somebody denies it"], ["false", "nobody denies it"]], disputed, (value) => jump("relations", { type, disputed: value }))),
    await paged("/v1/relations", { type, disputed, limit: 50 }, columns, chooseRelation, "No relation is like that."),
  ];
}

export function chooseRelation(r) {
  show(`${r.source.name} ${relation(r.type)} ${r.target.name}`,
    el("p", {}, behind(r), r.disputed ? [" ", el("span", { class: "badge deny" }, "disputed")] : ""),
    el("p", { class: "soft" }, [r.asserted && `asserted in ${count(r.asserted, "claim")}`, r.alleged && `alleged in ${r.alleged}`, r.denied && `denied in ${r.denied}`, r.flagged && `${r.flagged} from damaged text, not counted`].filter(Boolean).join(", ")),
    r.evidence.map(claimCard));
}

export async function incidents(parameters, catalog, vocabulary) {
  const type = parameters.get("type") ?? "", status = parameters.get("status") ?? "";
  const columns = [
    { name: "what", cell: (i) => i.title },
    { name: "when", cell: (i) => when(i.start, i.end, i.time_precision) },
    { name: "where", cell: (i) => (i.place ? link(i.place) : "") },
    { name: "status", cell: (i) => el("span", { class: `badge ${vocabulary.counted_statuses.includes(i.status) ? "fine" : i.status === "denied" ? "deny" : "plan"}` }, STATUS[i.status] ?? i.status) },
    { name: "killed", number: true, cell: (i) => range(i.killed_low, i.killed_high) },
    { name: "injured", number: true, wide: true, cell: (i) => range(i.injured_low, i.injured_high) },
    { name: "origins", number: true, wide: true, cell: (i) => String(i.n_independent_origins) },
  ];
  const statuses = [["", "what happened or was tried"], ["all", "plans, threats and denials too"], ...vocabulary.statuses.map((s) => [s, STATUS[s] ?? s])];
  return [
    el("h1", {}, "Incidents"),
    el("p", { class: "soft" }, "Latest first; those without a date last. Plans and threats are never counted as incidents."),
    el("form", { class: "filters", submit: (e) => e.preventDefault() },
      choice("Type", "type", [["", "all"], ...Object.keys(vocabulary.incidents).map((name) => [name, name.replaceAll("_", " ")])], type, (value) => jump("incidents", { type: value, status })),
      choice("Show", "status", statuses, status, (value) => jump("incidents", { type, status: value }))),
    await paged("/v1/incidents", { type, status: status === "all" ? vocabulary.statuses : status, limit: 50 }, columns, chooseIncident, "No incident is like that."),
  ];
}

async function chooseIncident(row) {
  try {
    const { incident: i, claims } = await get(`/v1/incidents/${encodeURIComponent(row.id)}`);
    const parties = (list) => list.length ? list.map((p, n) => [n ? "; " : "", p.id ? link(p) : p.name, p.how ? ` (${p.how})` : ""]) : null;
    show(i.title,
      el("p", {}, behind(i, i.n_reports, i.n_outlets, i.n_independent_origins)),
      facts([["type", i.type.replaceAll("_", " ")], ["status", STATUS[i.status] ?? i.status], ["when", `${when(i.start, i.end, i.time_precision)}${i.time_text ? ` (“${i.time_text}”)` : ""}`], ["where", i.place && link(i.place)], ["by", parties(i.perpetrators)], ["against", parties(i.targets)], ["victims", parties(i.victims)], ["killed", range(i.killed_low, i.killed_high)], ["injured", range(i.injured_low, i.injured_high)], ["weapon", i.weapon], ["found by", `rule ${i.rule}, confidence ${i.confidence.toFixed(2)}`]]),
      el("blockquote", {}, el("mark", {}, i.quote)), el("p", {}, source(i.article), " ", badges({ ...i, modality: "", polarity: "" }).slice(1)),
      claims.map(claimCard));
  } catch (error) {
    show(row.title, el("p", { class: "error" }, error.message));
  }
}

export async function articles() {
  const columns = [
    { name: "title", cell: (a) => el("a", { href: `#/article/${encodeURIComponent(a.id)}` }, a.title ?? a.source_id ?? a.id) },
    { name: "outlet", cell: (a) => a.outlet },
    { name: "published", cell: (a) => a.published?.slice(0, 10) },
    { name: "claims", number: true, cell: (a) => String(a.claims) },
    { name: "incidents", number: true, wide: true, cell: (a) => String(a.incidents) },
  ];
  return [el("h1", {}, "Articles"), el("p", { class: "soft" }, "Newest first."), await paged("/v1/articles", { limit: 50 }, columns, null, "There are no articles.")];
}

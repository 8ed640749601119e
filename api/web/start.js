// The first page: what is new, what is disputed, who is met most; for an empty graph, how to fill it.

import { claimCard } from "./claims.js";
import { get } from "./data.js";
import { disputeList } from "./disputes.js";
import { button, el, failed, table } from "./dom.js";
import { chooseIncident, chooseRelation, incidentColumns, relationColumns } from "./lists.js";
import { show } from "./panel.js";
import { go, href } from "./state.js";
import { count, plain } from "./words.js";

export async function start(/** @type {Asked} */ { catalog, words }) {
  const part = (/** @type {string} */ name, /** @type {any} */ more, /** @type {() => Promise<Element>} */ make) => {
    const place = el("section", {}, el("h2", {}, name, " ", more), el("p", { class: "soft" }, "loading …"));
    const load = async () => {
      try { place.lastChild.replaceWith(await make()); } catch (error) { place.lastChild.replaceWith(failed(error, load)); }
    };
    load();
    return place;
  };
  const none = (/** @type {string} */ text) => el("p", { class: "soft" }, text);
  return [
    el("h1", { class: "unseen" }, "Marsad"),
    el("p", { class: "lead" }, `${count(catalog.nodes.Article, "article")}, ${count(catalog.nodes.Claim ?? 0, "claim")}, ${count(catalog.nodes.Incident ?? 0, "incident")}, ${count(catalog.nodes.Outlet ?? 0, "outlet")}. `, el("a", { href: href("load") }, "Load articles"), el("span", { class: "hint" }, ", search with ", el("kbd", {}, "/"), ", see all keys with ", el("kbd", {}, "?")), "."),
    part("Disputed", el("a", { href: href("relations", "", { disputed: "true" }) }, "all"), async () => {
      const { results } = await get("/v1/contradictions", { limit: 4 });
      return results.length ? el("div", { class: "disputes" }, disputeList(results)) : none("Nothing is disputed: nobody says what others deny or tell otherwise.");
    }),
    part("Strongest relations", el("a", { href: href("relations") }, "all"), async () => {
      const { results } = await get("/v1/relations", { evidence: 0, limit: 12 });
      return results.length ? table(relationColumns, results, chooseRelation, "strongest relations").node : none("There are no relations yet.");
    }),
    part("Latest incidents", el("a", { href: href("map") }, "map and time line"), async () => {
      const { results } = await get("/v1/incidents", { limit: 8 });
      return results.length ? table(incidentColumns(words), results, chooseIncident, "latest incidents").node : none("There are no incidents yet.");
    }),
    part("Biggest changes", "", async () => {
      const [latest] = (await get("/v1/incidents", { limit: 1 })).results;
      if (!latest?.start) return none("No incident has a date yet.");
      return changes(await get("/v1/analytics/trends", { day: latest.start, interval: "month", limit: 6 }));
    }),
    part("Threats and promises", "", async () => {
      const { results } = await get("/v1/commitments", { limit: 8 });
      if (!results.length) return none("Nobody is known to have threatened or promised anything yet.");
      const columns = [
        { name: "who", cell: (/** @type {any} */ c) => c.by?.name ?? "not known" },
        { name: "what", cell: (/** @type {any} */ c) => [plain(c.type), c.to ? ` to ${c.to.name}` : "", c.consequence ? `: “${c.consequence}”` : "", c.condition ? ` – “${c.condition}”` : ""] },
        { name: "made", date: true, wide: true, cell: (/** @type {any} */ c) => c.made }, { name: "until", date: true, wide: true, cell: (/** @type {any} */ c) => c.deadline },
        { name: "", cell: (/** @type {any} */ c) => el("span", { class: `badge ${c.state === "open" ? "doubt" : c.state === "met" ? "fine" : c.state === "broken" ? "deny" : "plan"}` }, c.state) },
      ];
      return table(columns, results, (c) => show(`${c.by?.name ?? "Somebody"}: ${plain(c.type)}`,
        el("ul", {}, c.changes.map((/** @type {any} */ one) => el("li", {}, `${one.state} since ${one.on}: ${one.why}`))), c.claims.map(claimCard)), "threats and promises").node;
    }),
    part("New articles", el("a", { href: href("articles") }, "all"), async () => {
      const { results } = await get("/v1/articles", { limit: 8 });
      return el("ul", { class: "plainlist" }, results.map((/** @type {any} */ a) => el("li", {}, el("a", { href: href("article", a.id) }, a.title ?? a.source_id ?? a.id), el("span", { class: "soft" }, [a.outlet, a.published?.slice(0, 10)].filter(Boolean).map((t) => `, ${t}`).join("")))));
    }),
  ];
}

/** Incidents of a month by province and type, beside what is usual there; what is least likely first. */
function changes(/** @type {{t: string, end: string, baseline: number, results: any[]}} */ found) {
  const rows = found.results.filter((r) => r.incidents || r.unusual), month = found.t.slice(0, 7);
  if (!rows.length) return el("p", { class: "soft" }, `Nothing in ${month} differs from the months before.`);
  return el("div", {}, el("p", { class: "soft" }, `Incidents in ${month} beside the mean of the ${count(found.baseline, "month")} before; the least likely first.`),
    table([
      { name: "where", cell: (r) => r.place }, { name: "type", cell: (r) => [plain(r.type), r.unusual ? [" ", el("span", { class: "badge doubt" }, `unusually ${r.unusual === "high" ? "many" : "few"}`)] : ""] },
      { name: month, number: true, cell: (r) => String(r.incidents) }, { name: "usual", number: true, cell: (r) => r.incidents_mean.toFixed(1) },
    ], rows, (r) => go("incidents", "", { place: r.place_id, type: r.type, start: found.t, end: found.end }), "biggest changes").node);
}

export function empty(/** @type {Catalog} */ catalog, /** @type {() => void} */ again) {
  const waiting = (catalog.inbox?.received ?? 0) + (catalog.inbox?.extracted ?? 0);
  return [el("div", { class: "empty" },
    el("h1", {}, "The graph is empty"),
    waiting ? el("p", {}, `${count(waiting, "article")} are in the inbox and on their way.`) : "",
    el("p", {}, el("a", { class: "button", href: href("load") }, "Paste or drop an article"), " to see what is found in it, or load the samples:"), el("pre", {}, "marsad demo"),
    el("p", {}, "or your own: text files, JSON lines, folders"), el("pre", {}, "marsad ingest PATH …"),
    el("p", {}, "or send one over HTTP:"), el("pre", {}, `curl ${location.origin}/v1/articles -H 'content-type: application/json' \\\n  -d '{"text": "…", "title": "…", "outlet": "…", "published": "2024-06-27"}'`),
    button("Look again", again, { class: "primary" }))];
}

// Load: paste or drop articles, see what would be extracted and why, then store them.

import { badges, claimCard, sure } from "./claims.js";
import { get, post } from "./data.js";
import { button, el, failed, fill, table } from "./dom.js";
import { show } from "./panel.js";
import { markedText } from "./single.js";
import { href } from "./state.js";
import { STATUS, count, plain, range, relation } from "./words.js";

const MOST = 1000;
const ASK_MS = 3000;
/** What waits here: an article, how far it is, and what was said of it. @typedef {{article: any, state: string, told: string, id?: string}} Item */

/** @type {Item[]} */
let queue = []; // what was dropped or pasted; kept while other views are looked at

export async function load() {
  const text = el("textarea", { "aria-label": "Text of the article", placeholder: "Paste an article here, or drop files anywhere on this page", class: "paste" });
  const field = (/** @type {string} */ label, /** @type {string} */ name, more = {}) => el("label", {}, label, el("input", { name, ...more }));
  const fields = el("div", { class: "filters" }, field("Title", "title"), field("Outlet", "outlet"), field("Published", "published", { type: "date" }), field("Address", "url", { type: "url", placeholder: "https://…" }));
  const files = el("input", { type: "file", multiple: true, accept: ".txt,.md,.jsonl,.ndjson,.json", class: "unseen", id: "files", change: () => take(files.files) });
  const list = el("div", { "aria-live": "polite" }), seen = el("div"), note = el("div", { "aria-live": "assertive" });
  let storing = false;

  const pasted = () => {
    const value = (/** @type {string} */ name) => fields.querySelector(`[name=${name}]`).value.trim() || undefined;
    return { text: text.value, title: value("title"), outlet: value("outlet"), published: value("published"), url: value("url") };
  };
  const add = (/** @type {any[]} */ articles) => {
    const room = MOST - queue.length;
    queue.push(...articles.slice(0, room).map((/** @type {any} */ article) => ({ article, state: "new", told: "" })));
    if (articles.length > room) fill(note, el("p", { class: "error" }, `Only ${MOST} at a time here; for more use: marsad ingest PATH …`));
    draw();
  };
  const take = async (/** @type {Iterable<File>} */ chosen) => {
    fill(note);
    for (const file of chosen) {
      try { add(await articlesIn(file)); } catch (error) { note.append(failed(error)); }
    }
  };
  const look = async (/** @type {any} */ article) => {
    fill(seen, el("p", { class: "soft" }, "reading … (the first time takes some seconds)"));
    try {
      const { extraction, explanation } = await post("/v1/extract?explain=true", clean(article));
      fill(seen, preview(extraction, explanation));
      seen.scrollIntoView({ block: "start" });
    } catch (error) {
      fill(seen, failed(error, () => look(article)));
    }
  };
  const store = async (/** @type {Item} */ item) => {
    item.state = "storing";
    draw();
    try {
      const taken = await post("/v1/articles", clean(item.article));
      Object.assign(item, { state: taken.state === "quarantined" ? "quarantined" : "stored", told: taken.reason ?? taken.outcome, id: taken.article });
    } catch (error) {
      Object.assign(item, { state: "failed", told: error instanceof Error ? error.message : String(error) });
    }
    draw();
    jobs.draw();
  };
  const storeAll = async () => {
    storing = true;
    for (const item of queue) {
      if (!storing) break;
      if (item.state === "new" || item.state === "failed") await store(item);
    }
    storing = false;
    draw();
  };
  const draw = () => {
    if (!queue.length) return fill(list);
    const done = queue.filter((i) => i.state === "stored").length, left = queue.filter((i) => i.state === "new" || i.state === "failed").length;
    const columns = [
      { name: "article", cell: (/** @type {any} */ i) => (i.id && i.state === "stored" ? el("a", { href: href("article", i.id) }, nameOf(i.article)) : nameOf(i.article)) },
      { name: "outlet", wide: true, cell: (/** @type {any} */ i) => i.article.outlet },
      { name: "state", cell: (/** @type {Item} */ i) => [el("span", { class: `badge ${i.state === "stored" ? "fine" : i.state === "failed" || i.state === "quarantined" ? "deny" : "plan"}` }, i.state === "new" ? "not stored" : i.state), i.told && i.state !== "stored" ? ` ${i.told}` : i.told === "unchanged" ? " known already" : ""] },
      { name: "actions", cell: (/** @type {any} */ i) => [button("Look", () => look(i.article)), " ", i.state === "stored" ? "" : button(i.state === "new" ? "Store" : "Try again", () => store(i), { disabled: i.state === "storing" }), " ", button("✕", () => { queue = queue.filter((one) => one !== i); draw(); }, { "aria-label": `Take ${nameOf(i.article).slice(0, 80)} off the list`, class: "close" })] },
    ];
    fill(list, el("h2", {}, `${count(queue.length, "article")}, ${done} stored`), el("progress", { max: queue.length, value: done, "aria-label": "Articles stored" }), " ",
      storing ? button("Stop", () => { storing = false; }) : button(left === queue.length ? "Store all" : `Store the other ${left}`, storeAll, { class: "primary", disabled: left === 0 }), " ", button("Clear the list", () => { queue = []; draw(); }, { disabled: storing }),
      table(columns, queue.slice(0, 200), null, "articles to load").node, queue.length > 200 ? el("p", { class: "soft" }, `200 of ${queue.length} are listed.`) : "");
  };

  const dropped = (/** @type {any} */ event) => { if (event.dataTransfer?.files.length) { event.preventDefault(); document.body.classList.remove("dropping"); take(event.dataTransfer.files); } };
  const over = (/** @type {any} */ event) => { if (event.dataTransfer?.types.includes("Files")) { event.preventDefault(); document.body.classList.add("dropping"); } };
  const away = (/** @type {any} */ event) => { if (!event.relatedTarget) document.body.classList.remove("dropping"); };
  const listen = (/** @type {(name: string, listener: (event: any) => void) => void} */ how) => { how("drop", dropped); how("dragover", over); how("dragleave", away); };
  listen((/** @type {string} */ name, /** @type {(event: any) => void} */ f) => document.addEventListener(name, f));
  draw();
  const jobs = underWay();
  return {
    content: [
      el("h1", {}, "Load articles"),
      el("p", { class: "soft" }, "Look first: nothing is stored until you say so. Files: text (one article each), JSON or JSON lines (text, title, url, outlet, published, lang)."),
      text, fields,
      el("p", { class: "actions" }, button("Look at it", () => text.value.trim() && look(pasted()), { class: "primary" }),
        button("Store it", () => { if (!text.value.trim()) return; const article = pasted(); add([article]); const last = queue.at(-1); if (last) store(last); text.value = ""; }), el("label", { class: "file", for: "files" }, "Choose files …"), files),
      note, list, jobs.node, seen,
    ],
    leave: () => { storing = false; jobs.stop(); listen((/** @type {string} */ name, /** @type {(event: any) => void} */ f) => document.removeEventListener(name, f)); document.body.classList.remove("dropping"); },
  };
}

/** What the server works on, and what it could not read, with the reasons; asked again as long as something is under way. */
function underWay() {
  const node = el("section", { class: "inbox" }), told = el("div", { "aria-live": "polite" });
  let timer = 0, gone = false;
  const retry = async (/** @type {number[] | null} */ numbers) => {
    fill(told, el("p", { class: "soft" }, "trying again …"));
    try {
      const { retried, counts } = await post("/v1/inbox/retry", numbers ? { numbers } : {});
      fill(told, el("p", { class: "notice" }, `${count(retried, "article")} tried again; ${counts.quarantined} in quarantine now.`));
    } catch (error) {
      fill(told, failed(error));
    }
    await draw();
  };
  const columns = [
    { name: "article", cell: (/** @type {any} */ e) => e.name || e.article }, { name: "came from", wide: true, cell: (/** @type {any} */ e) => e.source }, { name: "received", date: true, wide: true, cell: (/** @type {any} */ e) => e.received.slice(0, 16).replace("T", " ") },
    { name: "why", cell: (/** @type {any} */ e) => e.reason }, { name: "tries", number: true, cell: (/** @type {any} */ e) => String(e.tries) }, { name: "actions", cell: (/** @type {any} */ e) => button("Try again", () => retry([e.number]), { "aria-label": `Try ${e.name || e.article} again` }) },
  ];
  const draw = async () => {
    clearTimeout(timer);
    try {
      const { results, counts } = await get("/v1/inbox", { state: "quarantined", limit: 100 });
      if (gone) return;
      const waiting = counts.received + counts.extracted, all = waiting + counts.written;
      fill(node, el("h2", {}, "On the server"),
        el("p", {}, `${count(counts.written, "article")} in the graph, ${waiting} under way, ${counts.quarantined} in quarantine. `, waiting ? el("progress", { max: all, value: counts.written, "aria-label": "Articles in the graph" }) : ""),
        results.length ? [el("p", { class: "actions" }, el("span", {}, "What could not be read or stored, newest first:"), button("Try all again", () => retry(null))), table(columns, results, null, "quarantine").node] : "", told);
      if (waiting) timer = setTimeout(draw, ASK_MS);
    } catch (error) {
      if (!gone) fill(node, el("h2", {}, "On the server"), failed(error, draw), told);
    }
  };
  draw();
  return { node, draw, stop: () => { gone = true; clearTimeout(timer); } };
}

const clean = (/** @type {any} */ article) => Object.fromEntries(Object.entries(article).filter(([name, value]) => ["text", "id", "title", "url", "outlet", "published", "lang", "marking"].includes(name) && value !== undefined && value !== null && value !== ""));
const nameOf = (/** @type {any} */ article) => String(article.title || article.id || article.text || "").replace(/\s+/g, " ").slice(0, 120);

/** The articles in a file; an error names the file, the line and what is wrong. */
async function articlesIn(/** @type {File} */ file) {
  const text = (await file.text()).replace(/^\ufeff/, "");
  if (!/\.(jsonl|ndjson|json)$/i.test(file.name)) return [{ text, id: file.name, title: file.name.replace(/\.\w+$/, "") }];
  const one = (/** @type {any} */ value, /** @type {string} */ where) => {
    if (typeof value !== "object" || value === null || typeof value.text !== "string") throw new Error(`${where}: an article is an object with a "text".`);
    return value;
  };
  if (/\.json$/i.test(file.name)) {
    try { const value = JSON.parse(text); return (Array.isArray(value) ? value : [value]).map((v, i) => one(v, `${file.name}, article ${i + 1}`)); } catch (error) { if (!(error instanceof SyntaxError)) throw error; }
  }
  return text.split(/\r?\n/).map((/** @type {string} */ line, /** @type {number} */ i) => /** @type {[string, number]} */ ([line, i + 1])).filter(([line]) => line.trim()).map(([line, number]) => {
    try { return one(JSON.parse(line), `${file.name}, line ${number}`); } catch (error) { throw error instanceof SyntaxError ? new Error(`${file.name}, line ${number}: this is not JSON (${error.message}).`) : error; }
  });
}

/** What was found: the text with its marks, the claims and incidents as tables, and the reasons. */
function preview(/** @type {any} */ e, /** @type {string | null} */ why) {
  const a = e.article, claims = e.claims.map((/** @type {any} */ c) => row(c, a));
  const annotations = [
    ...e.mentions.map((/** @type {any} */ m) => ({ kind: "mention", id: m.id, start: m.start, end: m.end, label: m.name ?? "not linked", reason: m.reason })),
    ...e.claims.map((/** @type {any} */ c) => ({ kind: "claim", id: c.id, start: c.start, end: c.end, label: c.predicate })),
    ...e.incidents.map((/** @type {any} */ i) => ({ kind: "incident", id: i.id, start: i.start, end: i.end, label: i.type })),
    ...e.statements.map((/** @type {any} */ s) => ({ kind: "statement", id: s.id, start: s.start, end: s.end, label: s.cue })),
    ...e.statistics.map((/** @type {any} */ s) => ({ kind: "statistic", id: s.id, start: s.start, end: s.end, label: s.measure })),
    ...e.quality.map((/** @type {any} */ q) => ({ kind: "quality", id: null, start: q.start, end: q.end, label: q.flag, reason: q.reason })),
  ];
  const { body, boxes } = markedText(a.text, annotations, claims, a.lang, { start: NaN, end: NaN, claim: null }, (/** @type {Claim[]} */ found) => show(`${count(found.length, "claim")} in this sentence`, found.map(claimCard)));
  const end = (/** @type {any} */ ref) => (ref ? ref.name : "—");
  const claimColumns = [
    { name: "who", cell: (/** @type {any} */ c) => end(c.subject) }, { name: "relation", cell: (/** @type {any} */ c) => relation(c.predicate) }, { name: "whom or what", cell: (/** @type {any} */ c) => end(c.object) },
    { name: "how firmly", cell: (/** @type {any} */ c) => badges(c) }, { name: "said by", wide: true, cell: (/** @type {any} */ c) => c.speaker?.name ?? "the article" }, { name: "confidence", wide: true, cell: (/** @type {any} */ c) => sure(c.confidence) },
  ];
  const incidentColumns = [
    { name: "what", cell: (/** @type {any} */ i) => i.title }, { name: "status", cell: (/** @type {any} */ i) => STATUS[i.status] ?? i.status }, { name: "where", cell: (/** @type {any} */ i) => i.place?.name }, { name: "when", date: true, cell: (/** @type {any} */ i) => i.date?.start ?? i.date?.text },
    { name: "killed", number: true, cell: (/** @type {any} */ i) => (i.killed ? range(i.killed.low, i.killed.high) : "") }, { name: "rule", wide: true, cell: (/** @type {any} */ i) => el("code", {}, i.rule) },
  ];
  return [
    el("h2", {}, `What would be stored from “${nameOf(a)}”`),
    el("p", {}, `${count(e.claims.length, "claim")}, ${count(e.incidents.length, "incident")}, ${count(e.statistics.length, "statistic")}, ${count(e.mentions.length, "name")}`, e.quality.length ? [", ", el("span", { class: "badge torn" }, count(e.quality.length, "damaged or doubtful passage")), ` ${[...new Set(e.quality.map((/** @type {any} */ q) => plain(q.flag)))].join("; ")}`] : "", ". Choose a marked sentence to see its claims."),
    boxes, body,
    el("h3", {}, "Claims"), claims.length ? table(claimColumns, claims, (c) => show("This claim", claimCard(c)), "claims found").node : el("p", { class: "empty" }, "No claim was found. The reasons below say why, sentence by sentence."),
    e.incidents.length ? [el("h3", {}, "Incidents"), table(incidentColumns, e.incidents, null, "incidents found").node] : "",
    why ? el("details", {}, el("summary", {}, "Why, and why not, sentence by sentence"), el("pre", { class: "why", tabindex: "0" }, why.trim())) : "",
  ];
}

/** A claim of an extraction in the shape that the API gives claims. */
function row(/** @type {any} */ c, /** @type {any} */ article) {
  const end = (/** @type {any} */ ref) => ref && { id: null, name: ref.name, linked: Boolean(ref.entity), kind: ref.kind };
  return { ...c, subject: end(c.subject), object: end(c.object), speaker: end(c.speaker), chain: (c.chain ?? []).map((/** @type {any} */ ref) => ref.name), place: c.place?.name ?? null, text: article.text, article: { id: null, title: article.title, outlet: article.outlet, published: article.published } };
}

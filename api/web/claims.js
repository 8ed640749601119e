// Claims with their sentences: who says it, through whom, how firmly, and where it stands in the article.

import { article, characters, get } from "./data.js";
import { button, el, failed, fill } from "./dom.js";
import { ruledOn, ruling } from "./ruling.js";
import { href } from "./state.js";
import { amount, behind, count, firmness, plain, range, relation, sign, speech, surety, when } from "./words.js";

const AROUND = 160;

export const link = (/** @type {End | null} */ end) => (!end ? "—" : end.id ? el("a", { href: href("entity", end.id) }, end.kind ? el("span", { class: "sign", "aria-hidden": "true" }, sign(end.kind)) : "", end.name) : end.linked ? end.name : `“${end.name}”`);

export const badges = (/** @type {Parameters<typeof firmness>[0]} */ claim) => firmness(claim).map((f) => [el("span", { class: `badge ${f.look}` }, f.text), " "]);

export const sure = (/** @type {number} */ confidence) => el("span", { class: `sure ${surety(confidence)}`, title: `confidence ${confidence.toFixed(2)}` }, `${surety(confidence)} (${confidence.toFixed(2)})`);

/** One claim in full, with what a person said of it and may say. What is only looked at, before it is stored, is not reviewed. @returns {HTMLElement} */
export function claimCard(/** @type {Claim} */ claim) {
  const quote = el("blockquote", {}, mark(claim.quote, claim.trigger));
  inContext(quote, claim);
  const card = el("section", { class: `claim ${claim.review?.verdict ?? ""}` },
    ruledOn(claim),
    el("p", { class: "fact" }, link(claim.subject), " ", el("span", { class: "predicate" }, relation(claim.predicate) + (claim.sense ? ` (${plain(claim.sense)})` : "")), " ", claim.object ? link(claim.object) : "", amount(claim.value)),
    el("p", {}, badges(claim)),
    el("p", {}, said(claim)),
    quote,
    facts([
      ["condition", claim.condition && `“${claim.condition}”`],
      ["consequence", claim.consequence && `“${claim.consequence}”`],
      ["about", claim.about && `“${claim.about}”`],
      ["place", claim.place],
      ["time", claim.time && (claim.time.text || claim.time.start)],
      ["article", source(claim.article, claim.id)],
      ["reached us by", chain(claim)],
      ["found by", ["rule ", el("code", {}, claim.rule), ", confidence ", sure(claim.confidence)]],
    ]),
    claim.text ? null : ruling(claim, (/** @type {Claim} */ now) => { const made = claimCard(now); card.replaceWith(made); made.tabIndex = -1; made.focus(); }));
  return card;
}

/** The speaker's chip before the sentence. */
function said(/** @type {Claim} */ claim) {
  if (!claim.speaker) return el("span", { class: "soft" }, "said by the article itself");
  const how = speech(claim);
  return ["said by ", voice(claim.speaker), how && el("span", { class: "soft" }, `, ${how}`)];
}

const voice = (/** @type {End} */ end) => (end.id ? el("a", { class: "chip", href: href("entity", end.id) }, end.name) : el("span", { class: "chip" }, end.name));

/** Dawn ← local channel ← minister: the voices through which it reached the article. */
function chain(/** @type {Claim} */ claim) {
  const through = claim.chain ?? [];
  if (through.length < 2) return null;
  return [claim.article.outlet ?? "the article", ...[...through].reverse()].map((name, i) => [i ? " ← " : "", el("span", { class: "chip" }, name)]);
}

/** Names with their values; those without one are left out. @param {[string, any][]} pairs */
export function facts(pairs) {
  return el("dl", { class: "facts" }, pairs.filter(([, value]) => value && value.length !== 0).map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

/** The article that something stands in, with outlet and day; `claim` is what is marked there.
 * @param {ArticleRef} a
 * @param {string | null} [claim]
 */
export function source(a, claim = null) {
  return [a.id ? el("a", { href: href("article", a.id, { at: claim }) }, a.title ?? a.id) : a.title ?? "this article", el("span", { class: "soft" }, [a.outlet, a.published?.slice(0, 10)].filter(Boolean).map((part) => `, ${part}`).join(""))];
}

function mark(/** @type {string} */ quote, /** @type {string | null} */ trigger) {
  const at = trigger ? quote.indexOf(trigger) : -1;
  if (!trigger || at < 0) return el("mark", {}, quote);
  return el("mark", {}, quote.slice(0, at), el("strong", {}, trigger), quote.slice(at + trigger.length));
}

/** Put the words around the sentence beside it, once the article is there. */
async function inContext(/** @type {Element} */ quote, /** @type {Claim} */ claim) {
  try {
    const { text } = claim.text ? claim : await article(claim.article.id); // what is only looked at brings its text along
    const all = characters(text);
    const cutBefore = claim.start > AROUND, cutAfter = claim.end + AROUND < all.length;
    const before = all.slice(Math.max(0, claim.start - AROUND), claim.start).join("").replace(cutBefore ? /^\S*\s+/ : /^/, "");
    const after = all.slice(claim.end, claim.end + AROUND).join("").replace(cutAfter ? /\s+\S*$/ : /$/, "");
    fill(quote, cutBefore ? "… " : "", before, mark(all.slice(claim.start, claim.end).join(""), claim.trigger), after, cutAfter ? " …" : "");
  } catch { /* the sentence alone is there already */ }
}

/** Claims for and against, side by side where there are both. */
export function positions(/** @type {Claim[]} */ claims) {
  const against = claims.filter((c) => c.stance === "denies"), doubtful = claims.filter((c) => c.stance === "flagged");
  const rest = claims.filter((c) => c.stance !== "denies" && c.stance !== "flagged");
  const part = (/** @type {string} */ title, /** @type {Claim[]} */ some) => some.length > 0 && el("div", {}, el("h3", {}, `${title} (${some.length})`), some.map(claimCard));
  if (!against.length && !doubtful.length) return rest.map(claimCard);
  return [
    el("div", { class: against.length && rest.length ? "sides" : "" }, part("says so", rest), part("denies it", against)),
    part("from damaged text, not counted", doubtful),
  ];
}

/** The three counts of a relation or an incident; each opens what it counts. `path` lists the members by origin. */
export function counts(/** @type {Counted} */ row, /** @type {string} */ path) {
  /** @type {[string, string, (members: Members) => any][]} */
  const parts = [["origins", count(row.origins, "independent origin"), origins], ["reports", count(row.reports, "report"), reports], ["outlets", row.outlets ? count(row.outlets, "outlet") : "outlet unknown", outlets]];
  const shown = el("div", { class: "counted", hidden: true, "aria-live": "polite" });
  /** @type {Members | null} */
  let members = null;
  const buttons = parts.map(([, text, content]) => button(text, async (/** @type {any} */ event) => {
    const at = event.currentTarget, open = at.getAttribute("aria-expanded") === "true";
    for (const other of buttons) other.setAttribute("aria-expanded", "false");
    shown.hidden = open;
    if (open) return;
    at.setAttribute("aria-expanded", "true");
    fill(shown, el("p", { class: "soft" }, "loading …"));
    try {
      /** @type {Members} */
      const found = members ??= await get(path);
      if (at.getAttribute("aria-expanded") === "true") fill(shown, content(found), found.truncated ? el("p", { class: "soft" }, "The first 1000 articles only.") : "");
    } catch (error) {
      fill(shown, failed(error));
    }
  }, { "aria-expanded": "false", class: "count" }));
  return el("div", { class: "counts", "aria-label": behind(row), role: "group" }, buttons, shown);
}

const why = (/** @type {Judged[]} */ judgements) => judgements.length > 0 && el("details", {}, el("summary", {}, "Why they are taken for one"), el("ul", {}, judgements.map((j) => el("li", {}, `${j.reasons.join("; ")} (${j.verdict === "same" ? "the same" : plain(j.verdict)}, ${j.score.toFixed(2)}, by ${j.by})`))));

const origins = (/** @type {Members} */ m) => [el("p", { class: "soft" }, "Copies of one dispatch, and outlets that quote one interview, are one origin."),
  el("ul", {}, m.origins.map((o) => el("li", {}, o.outlets.join(", ") || "outlet unknown", o.articles.length > 1 ? ` (${count(o.articles.length, "article")})` : "", el("ul", {}, o.articles.map((a) => el("li", {}, source(a)))), why(o.judgements))))];

function reports(/** @type {Members} */ m) {
  const told = m.origins.flatMap((o) => o.reports), seen = new Map(m.origins.flatMap((o) => o.articles).map((a) => [a.id, a]));
  if (!told.length) return el("ul", {}, [...seen.values()].map((a) => el("li", {}, source(a))));
  return [el("ul", {}, told.map((r) => el("li", {}, source(r.article), el("br"), [when(r.start, r.end, r.time_precision), r.place?.name, r.killed_low === null ? "" : `killed ${range(r.killed_low, r.killed_high)}${r.killed_by ? ` (${r.killed_by})` : ""}`].filter(Boolean).join(", "), el("blockquote", {}, el("mark", {}, r.quote))))), why(m.judgements)];
}

const outlets = (/** @type {Members} */ m) => (m.outlets.length ? el("ul", {}, m.outlets.map((name) => el("li", {}, el("a", { href: href("articles", "", { outlet: name }) }, name)))) : "None of the articles says where it was published.");

// Claims with their sentences: who says it, through whom, how firmly, and where it stands in the article.

import { article, characters } from "./data.js";
import { el, fill } from "./dom.js";
import { amount, firmness, relation, speech } from "./words.js";

const panel = document.getElementById("evidence");
const AROUND = 160;

/** Fill the evidence panel. It takes the focus on narrow screens, where it is below what it explains. */
export function show(title, ...content) {
  fill(panel, el("h2", {}, title), ...content);
  panel.scrollTop = 0;
  if (matchMedia("(max-width: 900px)").matches) panel.scrollIntoView();
}

export function hint() {
  fill(panel, el("p", { class: "soft" }, "Choose a relation, an incident or a marked sentence: the sentences that it rests on appear here."));
}

export const link = (end) => (!end ? "—" : end.id ? el("a", { href: `#/entity/${encodeURIComponent(end.id)}` }, end.name) : `“${end.name}”`);

export const badges = (claim) => firmness(claim).map((f) => [el("span", { class: `badge ${f.look}` }, f.text), " "]);

/** One claim in full. */
export function claimCard(claim) {
  const quote = el("blockquote", {}, mark(claim.quote, claim.trigger));
  inContext(quote, claim);
  return el("section", { class: "claim" },
    el("p", { class: "fact" }, link(claim.subject), " ", el("span", { class: "predicate" }, relation(claim.predicate) + (claim.sense ? ` (${claim.sense.replaceAll("_", " ")})` : "")), " ", claim.object ? link(claim.object) : "", amount(claim.value)),
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
      ["found by", `rule ${claim.rule}, confidence ${claim.confidence.toFixed(2)}`],
    ]));
}

/** The speaker's chip, and the voices through which it reached the article. */
function said(claim) {
  if (!claim.speaker) return el("span", { class: "soft" }, "said by the article itself");
  const how = speech(claim);
  const through = (claim.chain ?? []).slice(0, -1).reverse();
  return ["said by ", claim.speaker.id ? el("a", { class: "chip", href: `#/entity/${encodeURIComponent(claim.speaker.id)}` }, claim.speaker.name) : el("span", { class: "chip" }, claim.speaker.name),
    through.map((name) => [" through ", el("span", { class: "chip" }, name)]), how && el("span", { class: "soft" }, `, ${how}`)];
}

export function facts(pairs) {
  return el("dl", { class: "facts" }, pairs.filter(([, value]) => value).map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

export function source(a, claim = null) {
  const at = claim ? `?at=${encodeURIComponent(claim)}` : "";
  return [el("a", { href: `#/article/${encodeURIComponent(a.id)}${at}` }, a.title ?? a.id), el("span", { class: "soft" }, [a.outlet, a.published?.slice(0, 10)].filter(Boolean).map((part) => `, ${part}`).join(""))];
}

function mark(quote, trigger) {
  const at = trigger ? quote.indexOf(trigger) : -1;
  if (at < 0) return el("mark", {}, quote);
  return el("mark", {}, quote.slice(0, at), el("strong", {}, trigger), quote.slice(at + trigger.length));
}

/** Put the words around the sentence beside it, once the article is there. */
async function inContext(quote, claim) {
  try {
    const { text } = await article(claim.article.id);
    const all = characters(text);
    const cutBefore = claim.start > AROUND, cutAfter = claim.end + AROUND < all.length;
    const before = all.slice(Math.max(0, claim.start - AROUND), claim.start).join("").replace(cutBefore ? /^\S*\s+/ : /^/, "");
    const after = all.slice(claim.end, claim.end + AROUND).join("").replace(cutAfter ? /\s+\S*$/ : /$/, "");
    fill(quote, cutBefore ? "… " : "", before, mark(all.slice(claim.start, claim.end).join(""), claim.trigger), after, cutAfter ? " …" : "");
  } catch { /* the sentence alone is there already */ }
}

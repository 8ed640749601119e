// An article's text cut wherever an annotation begins or ends.

import { characters } from "./data.js";
import { el } from "./dom.js";
import { plain } from "./words.js";

/** Every piece is one text node in a span of its annotations' classes; `open` takes the claims of a piece that has some.
 * @param {string} text
 * @param {Annotation[]} annotations
 * @param {Map<string, Claim>} claims
 * @param {{start: number, end: number, claim: string | null}} target
 * @param {(claims: Claim[]) => void} open
 */
export function annotated(text, annotations, claims, target, open) {
  const chars = characters(text);
  const aimed = Number.isFinite(target.start) && Number.isFinite(target.end) ? [target.start, target.end] : [];
  const cuts = [...new Set([0, chars.length, ...aimed, ...annotations.flatMap((n) => [n.start, n.end])])].sort((a, b) => a - b);
  const pieces = [], begun = new Set();
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [start, end] = [cuts[i], cuts[i + 1]];
    const over = annotations.filter((n) => n.start < end && n.end > start);
    const words = chars.slice(start, end).join("");
    const inside = aimed.length && start >= target.start && end <= target.end;
    if (!over.length && !inside) { pieces.push(words); continue; }
    const found = over.filter((n) => n.kind === "claim").flatMap((n) => claims.get(n.id) ?? []);
    const classes = new Set(over.map((n) => (n.kind === "mention" ? "mention" : `${n.kind}-span`)));
    if (found.length && found.every((c) => c.review?.verdict === "rejected")) { classes.delete("claim-span"); classes.add("rejected-span"); }
    if (inside || (target.claim && found.some((c) => c.id === target.claim))) classes.add("target");
    const title = over.filter((n) => n.label).map((n) => `${n.kind}: ${plain(n.label)}${n.reason ? ` (${n.reason})` : ""}`).join("\n");
    const call = found.length ? () => open(found) : null;
    // a sentence is one stop for the keyboard, at its first piece, however many pieces the names in it make
    const first = call && found.some((c) => !begun.has(c.id));
    for (const c of found) begun.add(c.id);
    pieces.push(el("span", {
      class: [...classes].join(" "), title, click: call,
      tabindex: first ? "0" : null, role: first ? "button" : null, "aria-label": first ? `${words}: show what is claimed here` : null,
      keydown: first && ((/** @type {KeyboardEvent} */ e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); call?.(); } }),
    }, words));
  }
  return pieces;
}

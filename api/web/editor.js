// The query editor: colours, completion from the live schema, errors where they are. A plain text box where it cannot load.

import { el } from "./dom.js";

const WORDS = "MATCH OPTIONAL WHERE RETURN WITH UNWIND AS DISTINCT ORDER BY SKIP LIMIT ASC DESC AND OR NOT XOR IN IS NULL CONTAINS STARTS ENDS CASE WHEN THEN ELSE END CALL COLLECT EXISTS UNION ALL count collect sum avg min max size labels type properties keys nodes relationships length shortestPath coalesce toLower toUpper toString toInteger toFloat date substring split head last range".split(" ");

/** What can come at a place: after `:` in brackets relations, in parentheses labels; after `.` properties; else words of Cypher. */
export function suggestionsAt(/** @type {string} */ before, /** @type {any} */ words) {
  const open = Math.max(before.lastIndexOf("("), before.lastIndexOf("[")), inside = open >= 0 ? before.slice(open) : "";
  const docs = (/** @type {string[]} */ names, /** @type {Record<string, any>} */ of, /** @type {string} */ kind) => names.map((/** @type {string} */ name) => ({ label: name, type: kind, detail: of[name]?.doc?.slice(0, 80) }));
  if (/[:|&!]\s*\w*$/.test(inside) && !/[)\]{]/.test(inside)) {
    if (inside[0] === "[") return docs([...Object.keys(words.relations), ...Object.keys(words.edges)], { ...words.edges, ...words.relations }, "type");
    const labels = [...new Set(Object.values(words.kinds).flatMap((k) => k.labels ?? []))], extra = ["Entity"].filter((name) => !labels.includes(name));
    return docs([...new Set([...labels, ...Object.keys(words.kinds), ...extra])], words.kinds, "class");
  }
  if (/\.\w*$/.test(before) || /\{\s*\w*$|,\s*\w*$/.test(inside.includes("{") ? inside : "")) {
    const names = Object.keys(words.properties ?? {});
    return docs(names.length ? names : [...new Set(Object.values(words.kinds).flatMap((k) => k.properties ?? []))], words.properties ?? {}, "property");
  }
  const literal = before.match(/(type|status|modality|polarity|speech|predicate)\s*[:=]\s*'\w*$/);
  if (literal) return { type: Object.keys(words.incidents), status: words.statuses, modality: words.modalities, polarity: words.polarities, speech: words.speech, predicate: Object.keys(words.relations) }[literal[1]].map((/** @type {string} */ label) => ({ label, type: "constant" }));
  return WORDS.map((label) => ({ label, type: "keyword" }));
}

/** "… line 3, column 7" or "… line 1:15" as {line, column}, both from 1; null where the message names no place. */
export function placeOf(/** @type {string} */ message) {
  const found = message.match(/line (\d+)(?:, column |:)(\d+)/);
  return found ? { line: Number(found[1]), column: Number(found[2]) + (message.includes(", column") ? 0 : 1) } : null;
}

/** An editor with value, focus(), error(place, message) and node. `run` is called for Ctrl+Enter, `changed` when the text is another. */
export async function editor(/** @type {string} */ text, /** @type {any} */ words, /** @type {() => void} */ run, /** @type {(text: string) => void} */ changed) {
  try {
    return rich(await import("./vendor/editor.js"), text, words, run, changed);
  } catch {
    return simple(text, run, changed);
  }
}

function simple(/** @type {string} */ text, /** @type {() => void} */ run, /** @type {(text: string) => void} */ changed) {
  const node = el("textarea", { "aria-label": "Cypher query", spellcheck: "false", input: () => changed(node.value), keydown: (/** @type {any} */ event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); } } });
  node.value = text;
  return {
    node, get value() { return node.value; }, set value(to) { node.value = to; changed(to); }, focus: () => node.focus(),
    error(/** @type {any} */ place) {
      if (!place) return;
      const at = node.value.split("\n").slice(0, place.line - 1).join("\n").length + (place.line > 1 ? 1 : 0) + place.column - 1;
      node.setSelectionRange(at, at + 1);
      node.focus();
    },
  };
}

function rich(/** @type {typeof import("./vendor/editor.js")} */ cm, /** @type {string} */ text, /** @type {any} */ words, /** @type {() => void} */ run, /** @type {(text: string) => void} */ changed) {
  const { EditorView, keymap, tags: t } = cm;
  const node = el("div", { class: "editor" });
  // in a shadow tree its styles are constructed sheets, which a strict content security policy allows
  const root = node.attachShadow({ mode: "open" });
  const complete = (/** @type {any} */ context) => {
    const word = context.matchBefore(/\w*/), before = context.state.sliceDoc(Math.max(0, context.pos - 400), context.pos);
    if (!context.explicit && word.from === word.to && !/[:.]$/.test(before)) return null;
    return { from: word.from, options: suggestionsAt(before, words), validFor: /^\w*$/ };
  };
  const colours = cm.HighlightStyle.define([
    { tag: t.keyword, color: "var(--accent)", fontWeight: "600" }, { tag: [t.string, t.special(t.string)], color: "var(--fine)" }, { tag: t.comment, color: "var(--soft)", fontStyle: "italic" },
    { tag: [t.number, t.bool, t.atom, t.null], color: "var(--doubt)" }, { tag: [t.variableName, t.special(t.variableName)], color: "var(--ink)" }, { tag: [t.typeName, t.labelName, t.propertyName], color: "var(--project)" },
  ]);
  const look = EditorView.theme({
    "&": { color: "var(--ink)", backgroundColor: "var(--panel)", border: "1px solid var(--edge)", borderRadius: "4px", fontSize: "13px", minHeight: "120px" },
    "&.cm-focused": { outline: "2px solid var(--accent)" },
    ".cm-content": { caretColor: "var(--ink)", fontFamily: "ui-monospace, monospace", minHeight: "116px" },
    ".cm-cursor": { borderLeftColor: "var(--ink)" },
    ".cm-gutters": { backgroundColor: "var(--ground)", color: "var(--soft)", border: "none" },
    ".cm-activeLine": { backgroundColor: "transparent" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--mark)" },
    ".cm-tooltip": { backgroundColor: "var(--panel)", color: "var(--ink)", border: "1px solid var(--edge)" },
    ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
    ".cm-completionDetail": { fontStyle: "normal", opacity: "0.8", fontSize: "11px" },
    ".cm-placeholder": { color: "var(--soft)" },
  });
  const view = new EditorView({
    root, parent: root,
    state: cm.EditorState.create({
      doc: text,
      extensions: [
        cm.Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => { run(); return true; } }])),
        cm.lineNumbers(), cm.history(), cm.drawSelection(), cm.bracketMatching(), cm.StreamLanguage.define(cm.cypher), cm.syntaxHighlighting(colours), look,
        cm.autocompletion({ override: [complete], icons: false, activateOnTyping: true }), keymap.of([...cm.completionKeymap, ...cm.defaultKeymap, ...cm.historyKeymap]),
        // the browser itself would keep the colours of what is overwritten as inline styles, which the policy refuses
        EditorView.domEventHandlers({ beforeinput: (/** @type {any} */ event, /** @type {any} */ view) => {
          if (event.inputType !== "insertText" || event.isComposing || event.data === null || view.state.selection.main.empty) return false;
          event.preventDefault();
          view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
          return true;
        } }),
        EditorView.lineWrapping, EditorView.contentAttributes.of({ "aria-label": "Cypher query", spellcheck: "false" }),
        cm.placeholder("MATCH (a:Actor)-[r:HARBORS]->(b:Actor) RETURN a.name, b.name"),
        EditorView.updateListener.of((/** @type {any} */ update) => { if (update.docChanged) changed(update.state.doc.toString()); }),
      ],
    }),
  });
  return {
    node, get value() { return view.state.doc.toString(); },
    set value(to) { view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: to } }); },
    focus: () => view.focus(),
    error(/** @type {any} */ place, /** @type {string} */ message) {
      const doc = view.state.doc;
      if (!place) return view.dispatch(cm.setDiagnostics(view.state, []));
      const line = doc.line(Math.min(place.line, doc.lines)), from = Math.min(line.from + place.column - 1, line.to), to = Math.min(from + 1, doc.length);
      view.dispatch(cm.setDiagnostics(view.state, [{ from: Math.min(from, to > 0 ? to - 1 : 0), to, severity: "error", message }]));
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    },
  };
}

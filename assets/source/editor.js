// The editor of queries: colours, brackets, completion, errors where they are.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, LanguageSupport, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { forceLinting, lintKeymap, linter } from "@codemirror/lint";
import { Compartment, EditorState, Prec } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { styleTags, tags } from "@lezer/highlight";
import { SparqlLanguage } from "codemirror-lang-sparql";
import { completions } from "./complete.js";
import { declareWhileTyping, findProblems } from "./prefixes.js";

// The package leaves prefixed names without a colour.
const SPARQL = SparqlLanguage.configure({ props: [styleTags({ "Pname_ln Pname_ns": tags.namespace })] });

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--link)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--visited)" },
  { tag: [tags.string, tags.annotation], color: "var(--code-text)" },
  { tag: [tags.number, tags.integer, tags.float, tags.bool], color: "var(--warn)" },
  { tag: [tags.namespace, tags.url, tags.typeName], color: "var(--code-name)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
]);

// The pictures that the lint package draws under errors are data: addresses, which the policy of
// the pages refuses; a wavy line does the same.
const WAVE = { backgroundImage: "none", textDecoration: "underline wavy var(--warn)", textUnderlineOffset: "3px" };

const THEME = EditorView.theme({
  "&": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--soft)", borderRadius: "3px", fontSize: ".875rem", maxWidth: "100%" },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--code)", lineHeight: "1.5", maxHeight: "60vh", overflow: "auto" },
  ".cm-content": { minHeight: "12rem", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--raised)", color: "var(--soft)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--raised) 60%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--bar) 45%, transparent)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--raised)", outline: "1px solid var(--soft)" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--warn-paper)" },
  ".cm-lintRange-error": WAVE,
  ".cm-lintRange-warning": WAVE,
  ".cm-lintRange-active": { backgroundColor: "var(--warn-paper)" },
  ".cm-lintPoint::after": { borderBottomColor: "var(--warn) !important" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--soft)", borderRadius: "3px", boxShadow: "0 4px 14px rgb(0 0 0 / .18)", fontFamily: "var(--text)" },
  ".cm-diagnostic": { borderLeft: "4px solid var(--warn)", padding: ".3rem .6rem" },
  ".cm-diagnosticAction": { backgroundColor: "var(--accent)", color: "var(--paper)", padding: ".15rem .5rem", font: "inherit" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--text)", maxHeight: "18rem", maxWidth: "min(44rem, 88vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: ".2rem .6rem", lineHeight: "1.35" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--paper)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected] .cm-completionDetail": { color: "var(--paper)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > completion-section": { color: "var(--soft)", borderBottom: "1px solid var(--line)", padding: ".2rem .6rem" },
  ".cm-completionLabel": { fontFamily: "var(--code)", fontSize: ".875rem" },
  ".cm-completionDetail": { color: "var(--soft)", fontStyle: "normal" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
  ".cm-tooltip.cm-completionInfo": { maxWidth: "22rem", padding: ".4rem .7rem", fontSize: ".85rem" },
});

// A browser that types over a selection keeps its look in a style attribute, which the policy of
// the pages refuses and reports; so the editor replaces the text itself.
const replaceBySelf = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { main } = view.state.selection;
    if (event.inputType !== "insertText" || main.empty || view.composing || !event.data) return false;
    const insert = () => view.state.update({ ...view.state.replaceSelection(event.data), userEvent: "input.type", scrollIntoView: true });
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, main.from, main.to, event.data, insert))) view.dispatch(insert());
    event.preventDefault();
    return true;
  },
});

/**
 * Put an editor in the place of a text area, which keeps the text for the form.
 *
 * It lives in a shadow root because there the style sheets of CodeMirror are adopted ones; in the
 * document it would write style elements, which the policy of the pages refuses.
 */
export function edit(area, { prefixes, terms, words, run }) {
  const host = document.createElement("div");
  host.className = "editor";
  const root = host.attachShadow({ mode: "open" });
  const told = new Compartment();
  let complaint = null;
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }])),
        lineNumbers(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        EditorState.allowMultipleSelections.of(true),
        EditorState.phrases.of(words),
        indentOnInput(),
        indentUnit.of("  "),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        EditorView.lineWrapping,
        new LanguageSupport(SPARQL),
        syntaxHighlighting(COLOURS),
        autocompletion({ override: completions({ prefixes, terms, words }), icons: false, activateOnTypingDelay: 120 }),
        linter((current) => [...(complaint ? [complaint] : []), ...findProblems(current, prefixes, words)], { delay: 500 }),
        declareWhileTyping(prefixes),
        replaceBySelf,
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
        told.of(attributes(area, false)),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          area.value = update.state.doc.toString();
          if (complaint) complain(null);
        }),
        THEME,
      ],
    }),
  });
  area.hidden = true;
  area.after(host);
  for (const label of area.labels) label.addEventListener("click", () => view.focus());

  /** Mark the place that an error of the server is about: `line` from 1, `column` from 1. */
  function complain(error) {
    complaint = error ? { ...place(view.state.doc, error), severity: "error", message: error.message } : null;
    view.dispatch({ effects: told.reconfigure(attributes(area, complaint !== null)) });
    forceLinting(view);
    if (!complaint) return;
    view.dispatch({ selection: { anchor: complaint.from }, effects: EditorView.scrollIntoView(complaint.from, { y: "center" }) });
    view.focus();
  }

  return {
    complain,
    text: () => view.state.doc.toString(),
    replace: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
  };
}

function attributes(area, wrong) {
  const named = { "aria-label": area.labels[0]?.textContent ?? "SPARQL", spellcheck: "false" };
  return EditorView.contentAttributes.of(
    wrong ? { ...named, "aria-invalid": "true", "aria-describedby": "query-error" } : named,
  );
}

function place(doc, { line, column }) {
  const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const blank = found.text.length - found.text.trimStart().length;
  const from = Math.min(found.from + (column ? column - 1 : blank), found.to);
  const word = /^[^\s]+/.exec(found.text.slice(from - found.from))?.[0] ?? "";
  if (word && column) return { from, to: from + word.length };
  return column ? { from: Math.max(found.from, from - 1), to: Math.max(from, found.to) } : { from, to: found.to };
}

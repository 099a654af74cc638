// Completion: keywords, variables of the text, classes, properties and values of the graph by
// their names in both languages, and things found by /search while one types.

import { syntaxTree } from "@codemirror/language";
import { declaration } from "./prefixes.js";

const KEYWORDS = `SELECT CONSTRUCT DESCRIBE ASK WHERE FROM PREFIX BASE DISTINCT REDUCED OPTIONAL UNION MINUS GRAPH FILTER
BIND VALUES UNDEF EXISTS NOT IN AS ORDER BY GROUP HAVING ASC DESC LIMIT OFFSET COUNT SUM AVG MIN MAX SAMPLE
GROUP_CONCAT SEPARATOR IF COALESCE BOUND STR LANG LANGMATCHES DATATYPE IRI BNODE STRDT STRLANG CONCAT STRLEN SUBSTR
UCASE LCASE CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER REPLACE REGEX ENCODE_FOR_URI ABS CEIL FLOOR ROUND RAND NOW
YEAR MONTH DAY HOURS MINUTES SECONDS ISIRI ISBLANK ISLITERAL ISNUMERIC SAMETERM TRUE FALSE`.split(/\s+/);
const QUIET = new Set(["Comment", "String", "IriRef"]);
const SOUGHT = 8;

/** The sources of completions for an editor. */
export function completions({ prefixes, terms, words }) {
  const known = terms.then(
    (found) => found.map((term) => option(term, prefixes)),
    () => [],
  );
  return [variables, (context) => vocabulary(context, known, words), (context) => things(context, prefixes, words)];
}

function variables(context) {
  const word = context.matchBefore(/[?$][\p{L}\p{N}_]*/u);
  if (!word || quiet(context)) return null;
  const text = context.state.doc.toString();
  const names = new Set();
  for (const found of text.matchAll(/[?$][\p{L}\p{N}_]+/gu)) if (found.index !== word.from) names.add(found[0]);
  return { from: word.from, options: [...names].sort().map((label) => ({ label, type: "variable" })), validFor: /^[?$][\p{L}\p{N}_]*$/u };
}

async function vocabulary(context, known, words) {
  const word = wordBefore(context);
  if (!word || quiet(context)) return null;
  const wanted = position(context.state.sliceDoc(0, word.from));
  const all = await known;
  const prefixed = word.text.includes(":");
  const section = { name: words["terms"], rank: wanted === "start" ? 2 : 0 };
  const options = all
    .filter((each) => !prefixed || each.curie.startsWith(`${word.text.split(":")[0]}:`))
    .map((each) => ({ ...each, section, boost: each.kind === wanted ? 40 + each.boost : each.boost }));
  if (!prefixed) {
    const named = { name: words["keywords"], rank: wanted === "start" ? 0 : 1 };
    options.push(...KEYWORDS.map((label) => ({ label, type: "keyword", section: named })));
  }
  return { from: word.from, options, validFor: prefixed ? /^[\w-]*:[\w-]*$/ : /^[\p{L}\p{N}_-]+$/u };
}

async function things(context, prefixes, words) {
  const word = wordBefore(context);
  if (!word || quiet(context)) return null;
  const [kind, local] = word.text.includes(":") ? word.text.split(":", 2) : ["", word.text];
  const wanted = position(context.state.sliceDoc(0, word.from));
  if (kind ? !prefixes[kind]?.startsWith(prefixes.organisation.replace("organisation/", "")) || kind === "sg" : wanted === "property" || wanted === "start" || wanted === "class") return null;
  if (local.length < (/[^\x00-\u02ff]/.test(local) ? 1 : 2)) return null;
  const asked = new AbortController();
  context.addEventListener("abort", () => asked.abort());
  try {
    const answer = await fetch(`/search?${new URLSearchParams({ q: local, limit: String(SOUGHT) })}`, {
      headers: { Accept: "application/json" },
      signal: asked.signal,
    });
    if (!answer.ok) return null;
    const section = { name: words["things"], rank: 0.5 };
    const found = (await answer.json()).results
      .map((each) => ({ curie: abbreviate(each.iri, prefixes), label: each.label, label_zh: each.label_zh, kind: each.kind }))
      .filter((each) => !kind || each.curie.startsWith(`${kind}:`));
    return { from: word.from, filter: false, options: found.map((each) => ({ ...option(each, prefixes), section })) };
  } catch {
    return null;
  }
}

function option(term, prefixes) {
  const names = [term.label, term.label_zh].filter(Boolean).join(" ");
  return {
    curie: term.curie,
    kind: term.kind,
    boost: Math.min(20, Math.log2(1 + (term.uses ?? 0))),
    label: `${term.curie} ${names}`,
    displayLabel: term.curie,
    detail: names,
    info: term.definition || undefined,
    apply: (view, completion, from, to) => insert(view, term.curie, from, to, prefixes),
  };
}

/** Insert a CURIE and the declaration of its prefix, as one step. */
function insert(view, curie, from, to, prefixes) {
  const colon = curie.indexOf(":");
  const text = curie.startsWith("<") ? curie : `${curie.slice(0, colon)}:${escape(curie.slice(colon + 1))}`;
  const changes = view.state.changes([
    ...(curie.startsWith("<") ? [] : declaration(view.state.doc.toString(), curie.slice(0, colon), prefixes)),
    { from, to, insert: text },
  ]);
  view.dispatch({ changes, selection: { anchor: changes.mapPos(to, 1) }, userEvent: "input.complete" });
}

/** Write the local part of a prefixed name (SPARQL 1.1 §19.8, PN_LOCAL_ESC). */
function escape(local) {
  return local.replace(/[~!$&'()*+,;=/?#@%]/g, "\\$&");
}

function abbreviate(iri, prefixes) {
  const [name, base] = Object.entries(prefixes).reduce((best, each) => (iri.startsWith(each[1]) && each[1].length > best[1].length ? each : best), ["", ""]);
  return name && /^[\p{L}\p{N}_][\p{L}\p{N}_/.-]*$/u.test(iri.slice(base.length)) && !iri.endsWith(".") ? `${name}:${iri.slice(base.length)}` : `<${iri}>`;
}

function wordBefore(context) {
  const word = context.matchBefore(/(?:[A-Za-z][\w-]*:)?[\p{L}\p{N}_-]*/u);
  if (!word || /[?$<@]$/.test(context.state.sliceDoc(word.from - 1, word.from))) return null;
  return word.from === word.to && !context.explicit ? null : word;
}

function quiet(context) {
  const node = syntaxTree(context.state).resolveInner(context.pos, -1);
  return QUIET.has(node.name) && (node.to > context.pos || node.name === "Comment");
}

/** What the grammar wants after a text: a class, a property, a thing, or the start of a clause. */
function position(before) {
  const text = before.replace(/#.*$/gm, "");
  const depth = [...text].reduce((sum, sign) => sum + (sign === "{") - (sign === "}"), 0);
  if (depth <= 0) return "start";
  if (/(?:^|\s)(?:a|rdf:type)\s+$/.test(text)) return "class";
  if (/[;|^/!]\s*$/.test(text)) return "property";
  if (/[.{}]\s*(?:[?$][\p{L}\p{N}_]+|<[^<>\s]*>|[\w-]*:[^\s;,.]*)\s+$/u.test(text)) return "property";
  return "thing";
}

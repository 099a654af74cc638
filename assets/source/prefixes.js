// Prefixes: which are declared, which are wanted, and how one is declared.

import { syntaxTree } from "@codemirror/language";
import { EditorState } from "@codemirror/state";

const DECLARATION = /^[ \t]*(?:PREFIX\s+([^\s:<]*):\s*<[^>\n]*>|BASE\s*<[^>\n]*>)[ \t]*$/gim;
const TYPED = /(?:^|[\s({[^,;|/!>])([A-Za-z][\w-]*):$/;

/** The names of the prefixes that a text declares. */
export function declared(text) {
  return new Set([...text.matchAll(DECLARATION)].map((found) => found[1]).filter((name) => name !== undefined));
}

/** The change that declares a prefix; none where it is declared already or nobody knows it. */
export function declaration(text, name, prefixes) {
  if (!Object.hasOwn(prefixes, name) || declared(text).has(name)) return [];
  const last = [...text.matchAll(DECLARATION)].at(-1);
  const line = `PREFIX ${name}: <${prefixes[name]}>`;
  return last
    ? [{ from: last.index + last[0].length, insert: `\n${line}` }]
    : [{ from: 0, insert: `${line}\n` }];
}

/** Declare a known prefix when its colon is typed. */
export function declareWhileTyping(prefixes) {
  return EditorState.transactionFilter.of((change) => {
    if (!change.docChanged || !change.isUserEvent("input.type")) return change;
    const { head } = change.newSelection.main;
    const line = change.newDoc.lineAt(head);
    const name = TYPED.exec(line.text.slice(0, head - line.from))?.[1];
    if (!name || /^\s*PREFIX\s/i.test(line.text) || isQuoted(line.text.slice(0, head - line.from))) return change;
    const changes = declaration(change.newDoc.toString(), name, prefixes);
    return changes.length ? [change, { changes, sequential: true }] : change;
  });
}

function isQuoted(text) {
  const bare = text.replace(/<[^<>\s]*>/g, "");
  return bare.includes("#") || (bare.match(/"/g)?.length ?? 0) % 2 === 1 || (bare.match(/'/g)?.length ?? 0) % 2 === 1;
}

/** What is wrong with a query as it stands: the first break of its grammar, prefixes undeclared. */
export function findProblems(view, prefixes, words) {
  const text = view.state.doc.toString();
  if (!text.trim()) return [];
  const known = declared(text);
  const problems = [];
  let broken = false;
  syntaxTree(view.state).iterate({
    enter(node) {
      if (node.type.isError && !broken) {
        broken = true;
        problems.push({ ...around(text, node.from), severity: "error", message: words["syntax"] });
      }
      if (node.name !== "Pname_ln" && node.name !== "Pname_ns") return;
      if (node.node.parent?.name === "PrefixDecl") return;
      const name = text.slice(node.from, node.to).split(":")[0];
      if (known.has(name) || name === "_") return;
      const change = declaration(text, name, prefixes);
      problems.push({
        from: node.from,
        to: node.to,
        severity: "error",
        message: words["undeclared"].replace("{name}", `${name}:`),
        actions: change.length ? [{ name: words["declare"], apply: (target) => target.dispatch({ changes: declaration(target.state.doc.toString(), name, prefixes) }) }] : [],
      });
    },
  });
  return problems;
}

/** The token at which the grammar breaks; at the end of the text the last one. */
function around(text, at) {
  const next = /\S+/.exec(text.slice(at));
  if (next && at + next.index < text.length) return { from: at + next.index, to: at + next.index + next[0].length };
  const end = text.trimEnd().length;
  return { from: Math.max(0, end - 1), to: end };
}

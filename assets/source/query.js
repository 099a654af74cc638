// The page of queries: an editor, answers without leaving the page, cancelling, sharing.

import { edit } from "./editor.js";
import { element, tabulate } from "./rows.js";
import { lines, readRow } from "./tsv.js";
import "./query.css";

const LONG = 6000;
const MOST_ROWS = 10_000;
const MOST_TURTLE = 3000;
const ACCEPT = "text/tab-separated-values, text/turtle;q=0.9, application/sparql-results+json;q=0.8";

const { base, prefixes, words, terms: pieces, ask } = JSON.parse(document.getElementById("setting").textContent);
const form = document.getElementById("query-form");
const area = document.getElementById("query");
const cancel = document.getElementById("cancel");
const state = document.getElementById("state");
const outcome = document.getElementById("outcome");
const chinese = document.documentElement.lang.startsWith("zh");
let running = null;

const shared = new URLSearchParams(location.hash.slice(1)).get("query");
if (shared) area.value = shared;
const terms = fetch(pieces, { headers: { Accept: "application/json" } }).then((answer) => (answer.ok ? answer.json() : []));
terms.catch(() => {});
const editor = edit(area, { prefixes, terms, words, run });

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
cancel.addEventListener("click", () => running?.abort());
window.addEventListener("popstate", () => location.reload());

const given = document.getElementById("query-error");
if (given?.dataset.line) {
  const blank = area.value.slice(0, area.value.length - area.value.trimStart().length);
  editor.complain({
    line: Number(given.dataset.line) + blank.split("\n").length - 1,
    message: given.querySelector("strong").textContent,
  });
}
if (shared) run();

async function run() {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const begun = performance.now();
  const query = editor.text();
  cancel.hidden = false;
  state.textContent = words["running"];
  editor.complain(null);
  remember(query);
  try {
    const answer = await fetch(ask, {
      method: "POST",
      headers: { "Content-Type": "application/sparql-query", Accept: ACCEPT },
      body: query,
      signal: mine.signal,
    });
    const failed = !answer.ok || answer.headers.get("content-type").includes("problem");
    const shown = !failed ? await read(answer, mine, (count) => (state.textContent = `${words["running"]} ${count}`)) : null;
    const seconds = ((performance.now() - begun) / 1000).toFixed(2);
    if (running !== mine) return;
    if (shown) outcome.replaceChildren(present(shown, query));
    else refuse(await problem(answer));
    state.textContent = shown ? words["took"].replace("{seconds}", seconds) : "";
  } catch (error) {
    if (running !== mine) return;
    const cancelled = error.name === "AbortError";
    state.textContent = cancelled ? words["cancelled"] : "";
    if (cancelled) outcome.replaceChildren();
    else refuse({ detail: words["broken"] });
  } finally {
    if (running === mine) {
      running = null;
      cancel.hidden = true;
    }
  }
}

/** Put the query into the address, so that it can be shared and comes back. */
function remember(query) {
  const kept = chinese ? { lang: "zh" } : {};
  const whole = new URLSearchParams({ ...kept, query });
  const short = new URLSearchParams(kept);
  const address = query.length > LONG ? `/query${short.size ? `?${short}` : ""}#${new URLSearchParams({ query })}` : `/query?${whole}`;
  if (address !== location.pathname + location.search + location.hash) history.pushState(null, "", address);
}

async function read(answer, mine, tell) {
  const kind = answer.headers.get("content-type") ?? "";
  if (kind.includes("json")) return { truth: (await answer.json()).boolean };
  const turtle = !kind.startsWith("text/tab");
  const most = turtle ? MOST_TURTLE : MOST_ROWS;
  const found = [];
  let variables = turtle ? [] : null;
  let told = performance.now();
  for await (const line of lines(answer.body)) {
    if (variables === null) {
      variables = line.trim() ? line.trim().split("\t") : [];
      continue;
    }
    if (found.length === most) {
      // The rest is not wanted: closing the connection stops the query on the server.
      mine.abort();
      return { turtle, variables, found, cut: true };
    }
    found.push(turtle ? line : readRow(line));
    if (performance.now() - told > 200) {
      told = performance.now();
      tell(found.length);
    }
  }
  return { turtle, variables, found, cut: false };
}

function present({ truth, turtle, variables, found, cut }, query) {
  const section = element("section", { "aria-labelledby": "answer" });
  const many = truth === undefined && !turtle;
  const count = cut ? `${found.length}+` : String(found?.length);
  const title = element("h2", { id: "answer" }, many ? words["rows"].replace("{number}", count) : words["answer"]);
  section.append(title);
  if (truth !== undefined) {
    section.append(element("p", { class: "lede" }, truth ? words["yes"] : words["no"]));
    return section;
  }
  section.append(downloads(query, turtle ? ["ttl", "nt", "jsonld", "rdfxml"] : ["csv", "tsv", "json", "xml"]));
  if (cut) section.append(element("p", {}, words["cut"].replace("{number}", String(found.length))));
  if (turtle) section.append(element("pre", { tabindex: "0" }, found.join("\n")));
  else if (found.length) section.append(tabulate({ variables, rows: found, base, chinese, prefixes, words }));
  else section.append(element("p", {}, words["empty"]));
  return section;
}

function downloads(query, formats) {
  const line = element("p", { class: "downloads" }, `${words["download"]}: `);
  for (const format of formats) {
    if (query.length <= LONG) {
      line.append(element("a", { href: `/sparql?${new URLSearchParams({ query, format })}`, download: `answer.${format}` }, format), " ");
      continue;
    }
    const post = element("form", { method: "post", action: "/sparql" });
    for (const [name, value] of Object.entries({ query, format })) post.append(element("input", { type: "hidden", name, value }));
    post.append(element("button", { class: "quiet" }, format));
    line.append(post, " ");
  }
  line.append("· ", element("a", { href: location.href }, words["permalink"]));
  return line;
}

/** Say what is wrong, at its line in the editor where it is about one. */
function refuse({ detail, hint, line, column }) {
  const box = element("div", { class: "error", id: "query-error", role: "alert" });
  const text = element("p");
  text.append(element("strong", {}, detail));
  if (hint) text.append(document.createElement("br"), hint);
  box.append(text);
  if (line) box.dataset.line = line;
  outcome.replaceChildren(box);
  if (line) editor.complain({ line, column, message: detail });
}

async function problem(answer) {
  try {
    return await answer.json();
  } catch {
    return { detail: `${answer.status} ${answer.statusText}` };
  }
}

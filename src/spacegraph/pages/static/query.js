// Runs the query without leaving the page: it can be cancelled, and errors point at their line.

const form = document.getElementById("query-form");
const text = document.getElementById("query");
const cancel = document.getElementById("cancel");
const state = document.getElementById("state");
const LONG = 6000;
let running = null;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run();
  }
});
cancel.addEventListener("click", () => running?.abort());
window.addEventListener("popstate", () => location.reload());
mark();

async function run() {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  cancel.hidden = false;
  state.textContent = state.dataset.running;
  const fields = new URLSearchParams(new FormData(form));
  const long = text.value.length > LONG;
  try {
    const answer = await fetch(long ? "/query" : `/query?${fields}`, {
      method: long ? "POST" : "GET",
      body: long ? fields : undefined,
      headers: { Accept: "text/html" },
      signal: mine.signal,
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const outcome = page.getElementById("outcome") ?? page.getElementById("content");
    document.getElementById("outcome").replaceChildren(...outcome.childNodes);
    if (!long) history.pushState(null, "", `/query?${fields}`);
    state.textContent = "";
    mark();
  } catch (error) {
    state.textContent = error.name === "AbortError" ? state.dataset.cancelled : String(error.message);
  }
  if (running === mine) {
    running = null;
    cancel.hidden = true;
  }
}

function mark() {
  const error = document.getElementById("query-error");
  text.setAttribute("aria-invalid", String(error !== null));
  if (!error?.dataset.line) return;
  const lines = text.value.split("\n");
  const blank = text.value.length - text.value.trimStart().length;
  const skipped = text.value.slice(0, blank).split("\n").length - 1;
  const line = Math.min(Number(error.dataset.line) - 1 + skipped, lines.length - 1);
  const start = lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0);
  text.focus();
  text.setSelectionRange(start, start + lines[line].length);
}

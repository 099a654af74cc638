// A table of rows: things by their names, columns that sort, more rows on request.

const SHOWN = 500;
const ASKED = 400;

/** Make a table of an answer; `pathOf` gives the address of the page of one of our IRIs. */
export function tabulate({ variables, rows, base, chinese, prefixes, words }) {
  const wide = element("div", { class: "wide", tabindex: "0", role: "group", "aria-label": words["answer"] });
  const table = element("table", { class: "grid" });
  const head = element("tr");
  const body = element("tbody");
  const more = element("button", { type: "button", class: "quiet" });
  const names = new Map();
  const collator = new Intl.Collator(chinese ? "zh" : "en", { numeric: true });
  let ordered = rows;
  let shown = SHOWN;
  let by = null;

  const numeric = variables.map((_, at) => rows.some((row) => row[at]) && rows.every((row) => !row[at] || row[at].number !== undefined));
  variables.forEach((name, at) => {
    const cell = element("th", { scope: "col", class: numeric[at] ? "number" : null });
    const button = element("button", { type: "button", class: "sort" }, name.replace(/^[?$]/, ""));
    button.addEventListener("click", () => sort(at, cell));
    cell.append(button);
    head.append(cell);
  });
  const top = element("thead");
  top.append(head);
  table.append(top, body);
  wide.append(table);
  more.addEventListener("click", () => {
    shown += SHOWN;
    draw();
  });
  const whole = element("div");
  whole.append(wide, more);
  draw();
  return whole;

  function sort(at, cell) {
    const down = by?.at === at && !by.down;
    by = { at, down };
    ordered = [...rows].sort((one, other) => compare(one[at], other[at]) * (down ? -1 : 1));
    for (const each of head.children) each.removeAttribute("aria-sort");
    cell.setAttribute("aria-sort", down ? "descending" : "ascending");
    draw();
  }

  /** Compare two terms; what is unbound comes last in rising order. */
  function compare(one, other) {
    if (!one || !other) return Number(!one) - Number(!other);
    if (one.number !== undefined && other.number !== undefined) return one.number - other.number;
    return collator.compare(word(one), word(other));
  }

  function word(term) {
    return term.iri ? (names.get(term.iri) ?? abbreviate(term.iri, prefixes)) : term.text;
  }

  function draw() {
    const visible = ordered.slice(0, shown);
    body.replaceChildren(...visible.map((row) => {
      const line = element("tr");
      line.append(...row.map((term, at) => cellOf(term, numeric[at])));
      return line;
    }));
    more.hidden = ordered.length <= shown;
    more.textContent = words["more"].replace("{number}", String(Math.min(SHOWN, ordered.length - shown)));
    name(visible);
  }

  function cellOf(term, isNumber) {
    const cell = element("td", { class: isNumber ? "number" : null });
    if (!term) return cell;
    if (term.iri) cell.append(link(term.iri));
    else {
      cell.textContent = isNumber ? group(term.text) : term.text;
      if (term.language) cell.lang = /^zh/i.test(term.language) ? "zh-Hans" : term.language;
    }
    return cell;
  }

  function link(iri) {
    const short = abbreviate(iri, prefixes);
    const ours = iri.startsWith(base);
    const text = names.get(iri) ?? short;
    if (!ours && !/^https?:\/\//i.test(iri)) return document.createTextNode(short);
    const path = ours ? `/${iri.slice(base.length).split("#")[0].split("/").map(encodeURIComponent).join("/")}` : iri;
    const found = element("a", { href: ours && chinese ? `${path}?lang=zh` : path, title: short, rel: ours ? null : "external noopener noreferrer" }, text);
    return found;
  }

  /** Ask for the names of the things that are shown. */
  async function name(visible) {
    const wanted = new Set();
    for (const row of visible) for (const term of row) {
      if (term?.iri?.startsWith(base) && !names.has(term.iri) && /^[^\s<>"{}|^`\\]*$/.test(term.iri)) wanted.add(term.iri);
    }
    const asked = [...wanted].slice(0, ASKED);
    if (!asked.length) return;
    for (const iri of asked) names.set(iri, undefined);
    const query = `SELECT ?thing ?name WHERE { VALUES ?thing { ${asked.map((iri) => `<${iri}>`).join(" ")} } ?thing <http://www.w3.org/2000/01/rdf-schema#label> ?name }`;
    const answer = await fetch("/sparql", {
      method: "POST",
      headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json" },
      body: query,
    });
    if (!answer.ok) return;
    const best = new Map();
    for (const { thing, name: said } of (await answer.json()).results.bindings) {
      const fits = /^zh/i.test(said["xml:lang"] ?? "") === chinese;
      if (fits || !best.has(thing.value)) best.set(thing.value, said.value);
    }
    for (const [iri, said] of best) names.set(iri, said);
    for (const each of body.querySelectorAll("a")) {
      const full = each.title && names.get(expand(each.title));
      if (full) each.textContent = full;
    }
  }

  function expand(short) {
    const colon = short.indexOf(":");
    const space = prefixes[short.slice(0, colon)];
    return space ? space + short.slice(colon + 1) : short;
  }
}

export function abbreviate(iri, prefixes) {
  let best = "";
  for (const [name, space] of Object.entries(prefixes)) if (iri.startsWith(space) && space.length > (prefixes[best] ?? "").length) best = name;
  return best ? `${best}:${iri.slice(prefixes[best].length)}` : iri;
}

export function element(name, attributes = {}, text = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}

function group(text) {
  return /^-?\d{5,}(\.\d+)?$/.test(text) ? text.replace(/^(-?\d+)/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ",")) : text;
}

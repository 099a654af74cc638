// Suggests names while one types, on top of a search form that works without it.

const WAIT = 120;

for (const input of document.querySelectorAll("input[data-suggest]")) suggest(input);

function suggest(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-list`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.querySelector(`label[for="${input.id}"]`)?.textContent ?? "");
  list.hidden = true;
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  const chinese = document.documentElement.lang.startsWith("zh");
  let chosen = -1;
  let timer = 0;
  let asked = new AbortController();

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      list.children[chosen].querySelector("a").click();
    } else if (event.key === "Escape") {
      close();
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 200));

  async function ask() {
    const text = input.value.trim();
    asked.abort();
    if (!text) return close();
    asked = new AbortController();
    try {
      const sought = new URLSearchParams({ q: text, limit: "8" });
      if (input.dataset.pick) sought.set("kind", input.dataset.pick);
      const url = `/search?${sought}`;
      const answer = await fetch(url, { headers: { Accept: "application/json" }, signal: asked.signal });
      if (answer.ok) show((await answer.json()).results.filter((each) => each.iri.startsWith(input.dataset.suggest)));
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  function show(results) {
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...results.map(row));
    list.hidden = results.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  function row(found, place) {
    const item = document.createElement("li");
    item.id = `${list.id}-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const link = document.createElement("a");
    const path = `/${found.iri.slice(input.dataset.suggest.length).split("/").map(encodeURIComponent).join("/")}`;
    link.href = chinese ? `${path}?lang=zh` : path;
    link.tabIndex = -1;
    if (input.dataset.pick) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        input.value = found.iri.slice(found.iri.lastIndexOf("/") + 1);
        close();
      });
    }
    const names = [found.label, found.label_zh].filter((name, at, all) => name && all.indexOf(name) === at);
    link.textContent = (chinese ? names.reverse() : names).join(" ");
    const kind = document.createElement("small");
    kind.textContent = ` ${found.kind}`;
    link.append(kind);
    item.append(link);
    return item;
  }

  function choose(place) {
    const items = [...list.children];
    chosen = (place + items.length) % items.length;
    items.forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
    input.setAttribute("aria-activedescendant", items[chosen].id);
  }

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
  }
}

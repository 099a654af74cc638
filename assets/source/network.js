// The explorer of networks: what the form chooses, drawn so that one can walk about in it.

import { choose, readNetwork } from "./model.js";
import { drawing } from "./drawing.js";
import { panel } from "./panel.js";
import { savePng, saveSvg } from "./picture.js";
import { element } from "./rows.js";
import "./network.css";

const LISTED = 300;

const setting = JSON.parse(document.getElementById("setting").textContent);
const { base, words, sectors, colours } = setting;
const chinese = document.documentElement.lang.startsWith("zh");
const find = (id) => document.getElementById(id);
const form = find("network-form");
const [size, steps, most, told, list] = ["size", "steps", "most", "told", "listing"].map(find);
let network = null;
let view = null;
let asked = null;

const beside = panel(find("panel"), { name, second, pathOf, words, sectors, onBond: chooseBond, onCentre: (at) => centreOn(at) });

for (const [sector, label] of Object.entries(sectors)) {
  const box = element("label");
  const input = element("input", { type: "checkbox", value: sector, checked: "" });
  const sign = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({ width: 12, height: 12, class: "net", "aria-hidden": "true" })) sign.setAttribute(key, value);
  const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  for (const [key, value] of Object.entries({ class: sector, cx: 6, cy: 6, r: 5 })) dot.setAttribute(key, value);
  sign.append(dot);
  box.append(input, " ", sign, ` ${label}`);
  find("sectors").append(box);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  find("panel").replaceChildren();
  load(true);
});
form.elements.colour.addEventListener("change", () => network && draw());
for (const each of [size, steps, most, find("sectors")]) each.addEventListener("change", () => network && draw());
find("nearer").addEventListener("click", () => view.magnify(1.4));
find("farther").addEventListener("click", () => view.magnify(1 / 1.4));
find("whole").addEventListener("click", () => view.whole());
find("save-svg").addEventListener("click", () => saveSvg(view.picture(), "network.svg"));
find("save-png").addEventListener("click", () => savePng(view.picture(), "network.png"));
list.addEventListener("toggle", fillList);
window.addEventListener("popstate", () => location.reload());
load(false);

async function load(remember) {
  asked?.abort();
  asked = new AbortController();
  const fields = new URLSearchParams(new FormData(form));
  if (remember) {
    for (const [key, value] of [...fields]) if (!value) fields.delete(key);
    history.pushState(null, "", `/network?${fields}`);
  }
  const wanted = new URLSearchParams([...fields].filter(([key]) => ["layer", "since", "until"].includes(key)));
  told.textContent = "…";
  try {
    const answer = await fetch(`${setting.ties}?${wanted}`, { headers: { Accept: "application/json" }, signal: asked.signal });
    const found = await answer.json();
    if (!answer.ok) return void (told.textContent = [found.detail, found.hint].filter(Boolean).join(" – "));
    network = readNetwork(found);
  } catch (error) {
    if (error.name !== "AbortError") told.textContent = words["broken-off"];
    return;
  }
  show();
}

function show() {
  const first = find("explorer").hidden;
  find("explorer").hidden = false;
  find("still")?.remove();
  document.getElementById("ties")?.closest("section").remove();
  if (first) {
    size.append(...Object.entries(network.measures).map(([key, measure], at) => element("option", { value: String(at), title: measure.method }, words[`measure-${key}`] || measure.title)));
    view = drawing(find("canvas"), { title: document.title, name, look, onNode: chooseNode, onBond: chooseBond });
  }
  draw();
  retitle();
  const at = centre();
  if (at !== null) chooseNode(at);
}

/** Bring what the server wrote around the drawing in line with what is drawn now. */
function retitle() {
  const at = centre();
  const title = document.querySelector("h1");
  title.textContent = at === null ? words["network"] : `${words["network"]}: `;
  if (at !== null) title.append(element("a", { href: pathOf(network.nodes[at].id) }, name(at)), " ", element("span", { class: "second" }, second(at)));
  const connected = find("connected");
  if (connected) connected.hidden = at !== null;
  find("left-out")?.remove();
  const { since, until } = form.elements;
  for (const link of find("reports").querySelectorAll("a")) {
    const format = new URL(link.href).searchParams.get("format");
    const wanted = new URLSearchParams({ layers: Object.keys(network.layers).join(","), since: since.value, until: until.value, format });
    for (const [key, value] of [...wanted]) if (!value) wanted.delete(key);
    link.href = `/report?${wanted}`;
  }
}

function draw() {
  const chosen = choose(network, {
    centre: centre(),
    steps: steps.value,
    most: Number(most.value),
    size: Number(size.value),
    sectors: new Set([...find("sectors").querySelectorAll("input:checked")].map((box) => box.value)),
  });
  const largest = Math.max(...chosen.nodes.map((at) => score(at)), 1e-12);
  const nodes = chosen.nodes.map((at) => ({ at, r: Math.round((4 + 14 * Math.sqrt(score(at) / largest)) * 10) / 10 }));
  view.show({ nodes, bonds: chosen.bonds }, centre());
  const ties = chosen.bonds.reduce((sum, bond) => sum + bond.ties.length, 0);
  const counted = words["network-count"].replace("{nodes}", nodes.length).replace("{all}", network.nodes.length).replace("{ties}", ties);
  const left = network.left_out.length ? ` ${words["left-out"]}: ${network.left_out.join("; ")}.` : "";
  told.textContent = `${counted}.${left}`;
  fillList();
}

function score(at) {
  return Math.max(0, network.nodes[at].scores[Number(size.value)] ?? 0);
}

/** The place of the organisation that the form names; null where it names none that has ties. */
function centre() {
  const named = form.elements.of.value.trim();
  const id = named.startsWith(base) ? named.slice(base.length) : named.includes("/") ? named : `organisation/${named}`;
  return network.place.get(id) ?? null;
}

function centreOn(at) {
  form.elements.of.value = network.nodes[at].id.replace(/^organisation\//, "");
  load(true);
  find("canvas").scrollIntoView({ block: "nearest" });
}

function chooseNode(at) {
  view.mark({ at });
  beside.showNode(network, at);
}

function chooseBond(bond) {
  view.mark({ bond });
  beside.showBond(network, bond);
}

/** The class that colours a thing: its sector, or its community where that is a large one. */
function look(at) {
  const node = network.nodes[at];
  if (form.elements.colour.value === "sector") return node.sector;
  return node.community <= colours ? `c${node.community}` : "";
}

function fillList() {
  if (!list.open || !network) return;
  const ordered = network.nodes.map((_, at) => at).sort((one, another) => score(another) - score(one) || one - another);
  list.querySelector("ol").replaceChildren(...ordered.slice(0, LISTED).map((at) => {
    const item = element("li");
    const button = element("button", { type: "button", class: "link" }, name(at));
    button.addEventListener("click", () => {
      chooseNode(at);
      find("panel").scrollIntoView({ block: "nearest" });
    });
    item.append(button, " ", element("span", { class: "count" }, String(network.around[at].length)));
    return item;
  }));
}

function name(at) {
  const { id, label, label_zh: zh } = network.nodes[at];
  return (chinese ? zh || label : label || zh) || id;
}

function second(at) {
  const { label, label_zh: zh } = network.nodes[at];
  const found = chinese ? label : zh;
  return found === name(at) ? "" : found;
}

function pathOf(id) {
  const path = `/${id.split("/").map(encodeURIComponent).join("/")}`;
  return chinese ? `${path}?lang=zh` : path;
}

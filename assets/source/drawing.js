// The drawing: forces place the things; one moves, zooms and chooses with pointer or keyboard.

import { drag } from "d3-drag";
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";

const SVG = "http://www.w3.org/2000/svg";
const SETTLED = 260;
const SPAN = [0.2, 8];

/** Draw into an element; `onNode` and `onBond` are told what a reader chooses. */
export function drawing(host, { title, name, look, onNode, onBond }) {
  const svg = shape("svg", { class: "map net live", role: "group", "aria-label": title });
  const scene = shape("g");
  const [lines, dots, texts] = ["lines", "dots", "texts"].map((kind) => shape("g", { class: kind }));
  texts.setAttribute("aria-hidden", "true");
  scene.append(lines, dots, texts);
  svg.append(scene);
  host.append(svg);
  const width = Math.max(host.clientWidth, 300);
  const height = Math.round(Math.max(380, Math.min(width * 0.66, window.innerHeight * 0.75)));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  let nodes = [];
  let bonds = [];
  let scale = 1;
  let moved = false;
  let current = null;

  const forces = forceSimulation([])
    .stop()
    .alphaDecay(0.02)
    .force("charge", forceManyBody().strength(-170).distanceMax(500))
    .force("x", forceX(width / 2).strength(0.05))
    .force("y", forceY(height / 2).strength(0.07))
    .force("apart", forceCollide((node) => node.r + 3))
    .on("tick", put);

  const zooming = zoom()
    .scaleExtent(SPAN)
    .on("zoom", ({ transform }) => {
      scene.setAttribute("transform", transform);
      if (transform.k !== scale) {
        scale = transform.k;
        letter();
      }
    });
  select(svg).call(zooming).on("dblclick.zoom", null);

  const dragging = drag()
    .on("start", () => {
      moved = false;
    })
    .on("drag", (event, node) => {
      if (!moved) forces.alphaTarget(0.2).restart();
      moved = true;
      node.fx = event.x;
      node.fy = event.y;
    })
    .on("end", (_, node) => {
      forces.alphaTarget(0);
      node.fx = node.fy = null;
      letter();
    });

  svg.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (steps[event.key]) walk(steps[event.key]);
    else if (event.key === "+" || event.key === "=") magnify(1.4);
    else if (event.key === "-") magnify(1 / 1.4);
    else if (event.key === "0") whole();
    else if ((event.key === "Enter" || event.key === " ") && current) onNode(current.at);
    else return;
    event.preventDefault();
  });

  return { show, mark, magnify, whole, focus, picture };

  /** Show some things `{at, r}` and bonds; those that stay keep their places. */
  function show(chosen, centre) {
    const known = new Map(nodes.map((node) => [node.at, node]));
    nodes = chosen.nodes.map((node) => Object.assign(known.get(node.at) ?? {}, node));
    const place = new Map(nodes.map((node) => [node.at, node]));
    bonds = chosen.bonds.map((bond) => ({ bond, source: place.get(bond.ends[0]), target: place.get(bond.ends[1]) }));
    for (const node of nodes) {
      const middle = node.at === centre;
      node.fx = middle ? width / 2 : null;
      node.fy = middle ? height / 2 : null;
    }
    forces.nodes(nodes).force("link", forceLink(bonds).distance(70).strength((link) => 0.6 / Math.sqrt(Math.min(degree(link.source), degree(link.target)))));
    forces.alpha(1).tick(SETTLED).stop();
    const middle = place.get(centre);
    if (middle) middle.fx = middle.fy = null;
    paint(centre);
    whole();
  }

  function degree(node) {
    return bonds.reduce((sum, link) => sum + (link.source === node || link.target === node), 0) || 1;
  }

  function paint(centre) {
    lines.replaceChildren(...bonds.map((link) => {
      const group = shape("g", { class: "bond" });
      const many = link.bond.ties.length;
      link.line = shape("line", { "stroke-width": Math.min(1 + 0.6 * (many - 1), 6) });
      link.area = shape("line", { class: "area" });
      group.append(link.line, link.area, shape("title", {}, `${name(link.source.at)} – ${name(link.target.at)}: ${many}`));
      group.addEventListener("click", () => onBond(link.bond));
      link.group = group;
      return group;
    }));
    dots.replaceChildren(...nodes.map((node, order) => {
      const group = shape("g", { role: "button", tabindex: order ? "-1" : "0", "aria-label": name(node.at) });
      node.circle = shape("circle", { r: node.r, class: `${look(node.at)}${node.at === centre ? " centre" : ""}` });
      group.append(node.circle, shape("title", {}, name(node.at)));
      group.addEventListener("click", () => onNode(node.at));
      group.addEventListener("focus", () => hold(node));
      node.group = group;
      return group;
    }));
    current = nodes[0] ?? null;
    select(dots).selectAll("g").data(nodes).call(dragging);
    put();
    letter();
  }

  function put() {
    for (const link of bonds) {
      for (const line of [link.line, link.area]) {
        line.setAttribute("x1", round(link.source.x));
        line.setAttribute("y1", round(link.source.y));
        line.setAttribute("x2", round(link.target.x));
        line.setAttribute("y2", round(link.target.y));
      }
    }
    for (const node of nodes) {
      node.group.setAttribute("transform", `translate(${round(node.x)},${round(node.y)})`);
      if (node.text) set(node.text, { x: round(node.x + node.r + 3 / scale), y: round(node.y + 4 / scale) });
    }
  }

  /** Write the names for which there is room, those of the largest things first. */
  function letter() {
    const taken = [];
    const size = 11 / scale;
    const written = [];
    set(texts, { "font-size": size, "stroke-width": 3 / scale });
    for (const node of [...nodes].sort((one, other) => Number(other === current) - Number(one === current) || other.r - one.r)) {
      const text = shorten(name(node.at));
      const box = [node.x + node.r, node.y - size * 0.7, node.x + node.r + wide(text) * size + 6 / scale, node.y + size * 0.7];
      node.text = null;
      if (taken.some((each) => box[0] < each[2] && each[0] < box[2] && box[1] < each[3] && each[1] < box[3])) continue;
      taken.push(box);
      node.text = shape("text", { x: round(node.x + node.r + 3 / scale), y: round(node.y + 4 / scale) }, text);
      written.push(node.text);
    }
    texts.replaceChildren(...written);
  }

  function walk([right, down]) {
    if (!current) return;
    let best = null;
    let least = Infinity;
    for (const node of nodes) {
      const [x, y] = [node.x - current.x, node.y - current.y];
      const ahead = x * right + y * down;
      const aside = Math.abs(x * down) + Math.abs(y * right);
      if (node !== current && ahead > 0 && ahead + 2 * aside < least) [best, least] = [node, ahead + 2 * aside];
    }
    if (best) best.group.focus({ preventScroll: true });
  }

  function hold(node) {
    current?.group.setAttribute("tabindex", "-1");
    current = node;
    node.group.setAttribute("tabindex", "0");
  }

  function focus(at) {
    nodes.find((node) => node.at === at)?.group.focus({ preventScroll: true });
  }

  function mark({ at = null, bond = null }) {
    for (const node of nodes) node.group.classList.toggle("chosen", node.at === at || (bond?.ends.includes(node.at) ?? false));
    for (const link of bonds) link.group.classList.toggle("chosen", link.bond === bond || (at !== null && link.bond.ends.includes(at)));
  }

  function magnify(factor) {
    select(svg).call(zooming.scaleBy, factor);
  }

  function whole() {
    if (!nodes.length) return;
    const [left, right] = span(nodes.map((node) => [node.x - node.r, node.x + node.r + 60]));
    const [top, bottom] = span(nodes.map((node) => [node.y - node.r, node.y + node.r]));
    const factor = Math.min(1.6, (width - 20) / (right - left), (height - 20) / (bottom - top));
    scale = 0;
    select(svg).call(zooming.transform, zoomIdentity.translate(width / 2, height / 2).scale(Math.max(factor, SPAN[0])).translate(-(left + right) / 2, -(top + bottom) / 2));
  }

  /** The drawing as plain shapes with their colours, for files. */
  function picture() {
    const colour = (element, property) => getComputedStyle(element).getPropertyValue(property);
    const [left, right] = span(nodes.map((node) => [node.x - node.r - 10, node.x + node.r + 10 + (node.text ? 11 * wide(shorten(name(node.at))) : 0)]));
    const [top, bottom] = span(nodes.map((node) => [node.y - node.r - 14, node.y + node.r + 14]));
    return {
      box: [left, top, right - left, bottom - top],
      ground: colour(svg, "background-color"),
      ink: colour(svg, "color"),
      lines: bonds.map(({ source, target, line }) => ({ x1: source.x, y1: source.y, x2: target.x, y2: target.y, width: Number(line.getAttribute("stroke-width")), stroke: colour(line, "stroke") })),
      dots: nodes.map((node) => ({ x: node.x, y: node.y, r: node.r, fill: colour(node.circle, "fill"), text: node.text ? shorten(name(node.at)) : "" })),
    };
  }
}

function span(pairs) {
  return [Math.min(...pairs.map((pair) => pair[0])), Math.max(...pairs.map((pair) => pair[1]))];
}

function shorten(text) {
  const letters = [...text];
  return letters.length > 30 ? `${letters.slice(0, 29).join("")}…` : text;
}

/** The width of a text in units of its size; Chinese characters are square. */
function wide(text) {
  return [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 1 : 0.56), 0);
}

function round(number) {
  return Math.round(number * 10) / 10;
}

export function shape(name, attributes = {}, text = "") {
  const made = document.createElementNS(SVG, name);
  set(made, attributes);
  if (text) made.textContent = text;
  return made;
}

function set(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
}

// What stands beside the drawing: a thing with its partners, or a bond with its evidence.

import { other } from "./model.js";
import { element } from "./rows.js";

/** Fill the panel; `pathOf` addresses a page, `onNode`, `onBond` and `onCentre` are told choices. */
export function panel(host, { name, second, pathOf, words, sectors, onBond, onCentre }) {
  return { showNode, showBond };

  function showNode(network, at) {
    const node = network.nodes[at];
    const title = element("h2");
    title.append(element("a", { href: pathOf(node.id) }, name(at)));
    if (second(at)) title.append(" ", element("span", { class: "second" }, second(at)));
    const centre = element("button", { type: "button", class: "quiet" }, words["draw-around"]);
    centre.addEventListener("click", () => onCentre(at));
    const kinds = element("p", { class: "hint" }, [sectors[node.sector], `${words["community"]} ${node.community}`].filter(Boolean).join(" · "));
    const measures = element("table");
    Object.entries(network.measures).forEach(([key, measure], order) => {
      const row = element("tr");
      const value = node.scores[order];
      row.append(
        element("th", { scope: "row", title: measure.method }, words[`measure-${key}`] || measure.title),
        element("td", { class: "number" }, value === null ? words["unknown"] : String(Number(value.toPrecision(4)))),
        element("td", { class: "number" }, node.ranks[order] === null ? "" : `${words["rank"]} ${node.ranks[order]}`),
      );
      measures.append(row);
    });
    const partners = element("ul", { class: "results" });
    const bonds = [...network.around[at]].sort((one, another) => another.ties.length - one.ties.length || other(one, at) - other(another, at));
    partners.append(...bonds.map((bond) => {
      const item = element("li");
      const button = element("button", { type: "button", class: "link" }, name(other(bond, at)));
      button.addEventListener("click", () => onBond(bond));
      item.append(button, " ", element("span", { class: "count" }, String(bond.ties.length)));
      return item;
    }));
    host.replaceChildren(title, kinds, centre, measures, element("h3", {}, `${words["partners"]} ${bonds.length}`), partners);
  }

  function showBond(network, bond) {
    const [one, another] = bond.ends;
    const title = element("h2");
    title.append(element("a", { href: pathOf(network.nodes[one].id) }, name(one)), " – ", element("a", { href: pathOf(network.nodes[another].id) }, name(another)));
    const ties = element("ol", { class: "ties" });
    const ordered = [...bond.ties].sort((a, b) => (a.earliest || "9").localeCompare(b.earliest || "9") || a.event.localeCompare(b.event));
    ties.append(...ordered.map((tie) => tieItem(network, tie)));
    host.replaceChildren(title, element("h3", {}, `${words["evidence"]} ${bond.ties.length}`), ties);
  }

  function tieItem(network, tie) {
    const layer = network.layers[tie.layer];
    const item = element("li");
    const chinese = document.documentElement.lang.startsWith("zh");
    const reads = (chinese && layer.title_zh && `${layer.directed ? "→" : "–"} ${layer.title_zh} ${layer.directed ? "→" : "–"}`) || layer.reads;
    const says = element("p", {}, `${name(tie.from)} ${reads} ${name(tie.to)}`);
    const days = [...new Set([tie.earliest, tie.latest].filter(Boolean))].join(" – ");
    const event = element("p");
    event.append(element("a", { href: pathOf(tie.event) }, (chinese ? tie.name_zh || tie.name : tie.name || tie.name_zh) || tie.event), days ? ` · ${days}` : "");
    const sources = element("ul", { class: "evidence", "aria-label": words["sources"] });
    sources.append(...tie.sources.map((id) => {
      const { title, address } = network.sources[id];
      const line = element("li");
      const outside = /^https?:\/\//i.test(address);
      line.append(outside ? element("a", { href: address, rel: "external noopener noreferrer" }, title || address) : title || address || id, " ", element("a", { class: "ref", href: pathOf(id) }, words["source"]));
      return line;
    }));
    const claims = element("p", { class: "hint" }, `${words["claims"]}: `);
    tie.claims.forEach((id, order) => claims.append(order ? ", " : "", element("a", { href: pathOf(id) }, id.replace("claim/", ""))));
    item.append(says, event, sources, claims);
    return item;
  }
}

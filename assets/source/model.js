// A network as the server tells it, and the part of it that is drawn.

/** Join the ties of a network into bonds: one for each pair, whatever the direction. */
export function readNetwork(told) {
  const bonds = new Map();
  told.ties.forEach((tie) => {
    if (tie.from === tie.to) return;
    const ends = tie.from < tie.to ? [tie.from, tie.to] : [tie.to, tie.from];
    const key = ends.join(" ");
    if (!bonds.has(key)) bonds.set(key, { key, ends, ties: [] });
    bonds.get(key).ties.push(tie);
  });
  const around = told.nodes.map(() => []);
  for (const bond of bonds.values()) for (const end of bond.ends) around[end].push(bond);
  const place = new Map(told.nodes.map((node, at) => [node.id, at]));
  return { ...told, bonds, around, place };
}

/** The other end of a bond. */
export function other(bond, end) {
  return bond.ends[0] === end ? bond.ends[1] : bond.ends[0];
}

/**
 * Choose what is drawn: things of some sectors within some steps of the centre (all where there is
 * none), and of these the ones that score highest.
 */
export function choose(network, { centre, steps, sectors, most, size }) {
  const near = centre === null || steps === "all" ? reach(network, centre) : reach(network, centre, Number(steps));
  const score = (at) => network.nodes[at].scores[size] ?? -1;
  const fitting = near.filter((at) => at === centre || sectors.has(network.nodes[at].sector));
  fitting.sort((one, another) => Number(another === centre) - Number(one === centre) || score(another) - score(one) || one - another);
  const chosen = new Set(fitting.slice(0, most));
  const bonds = [...network.bonds.values()].filter((bond) => bond.ends.every((end) => chosen.has(end)));
  return { nodes: [...chosen], bonds };
}

function reach(network, centre, steps = Infinity) {
  if (centre === null) return network.nodes.map((_, at) => at);
  const seen = new Set([centre]);
  let edge = [centre];
  for (let step = 0; step < steps && edge.length; step += 1) {
    edge = edge.flatMap((at) => network.around[at].map((bond) => other(bond, at))).filter((at) => !seen.has(at) && seen.add(at));
  }
  return [...seen];
}

// Draws the outlines of China and of the countries around it for the map of places.

import { geoConicEqualArea, geoPath } from "d3-geo";
import { createRequire } from "node:module";
import { feature } from "topojson-client";

const WIDTH = 960;
const HEIGHT = 660;
const PARALLELS = [25, 47];
const CENTRE = [104, 35.5];
const CHINA = "156";
const STEP = 2;

/**
 * Paths in units of the picture, and the projection for whoever draws places on it: Albers' on the
 * sphere with two standard parallels; `scale` units a radian, the centre in the middle.
 */
export function outlines() {
  const atlas = createRequire(import.meta.url)("world-atlas/countries-50m.json");
  const projection = geoConicEqualArea()
    .parallels(PARALLELS)
    .rotate([-CENTRE[0], 0])
    .center([0, CENTRE[1]])
    .scale(870)
    .translate([WIDTH / 2, HEIGHT / 2])
    .clipExtent([[-4, -4], [WIDTH + 4, HEIGHT + 4]]);
  const countries = feature(atlas, atlas.objects.countries).features;
  const draw = (chosen) => {
    const path = new Outline();
    geoPath(projection, path)({ type: "FeatureCollection", features: chosen });
    return path.text;
  };
  return {
    width: WIDTH,
    height: HEIGHT,
    parallels: PARALLELS,
    centre: CENTRE,
    scale: projection.scale(),
    china: draw(countries.filter((each) => each.id === CHINA)),
    others: draw(countries.filter((each) => each.id !== CHINA)),
  };
}

/** Collects rings, leaves out points nearer than `STEP` to the last and islands too small to see. */
class Outline {
  text = "";
  ring = [];

  beginPath() {}

  moveTo(x, y) {
    this.ring = [[x, y]];
  }

  lineTo(x, y) {
    const [lastX, lastY] = this.ring.at(-1);
    if (Math.hypot(x - lastX, y - lastY) >= STEP) this.ring.push([x, y]);
  }

  closePath() {
    if (this.ring.length < 4) return;
    const points = this.ring.map((point) => point.map(Math.round));
    const steps = points.slice(1).map((point, at) => point.map((each, axis) => each - points[at][axis]));
    this.text += `M${points[0]}l${steps.join(" ")}z`;
  }

  arc() {}
}

// Files of a drawing: SVG as text, PNG by a canvas. Both are made from plain shapes.

const FONT = "11px sans-serif";
const FINENESS = 2;

/** Save a drawing as an SVG file. */
export function saveSvg(picture, name) {
  const { box, ground, ink, lines, dots } = picture;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.map(round).join(" ")}" width="${round(box[2])}" height="${round(box[3])}">`,
    `<rect x="${round(box[0])}" y="${round(box[1])}" width="${round(box[2])}" height="${round(box[3])}" fill="${ground}"/>`,
    ...lines.map((line) => `<line x1="${round(line.x1)}" y1="${round(line.y1)}" x2="${round(line.x2)}" y2="${round(line.y2)}" stroke="${line.stroke}" stroke-opacity=".45" stroke-width="${line.width}"/>`),
    ...dots.map((dot) => `<circle cx="${round(dot.x)}" cy="${round(dot.y)}" r="${round(dot.r)}" fill="${dot.fill}"/>`),
    ...dots.filter((dot) => dot.text).map((dot) => `<text x="${round(dot.x + dot.r + 3)}" y="${round(dot.y + 4)}" font-family="sans-serif" font-size="11" fill="${ink}">${escape(dot.text)}</text>`),
    "</svg>",
  ];
  save(new Blob([parts.join("\n")], { type: "image/svg+xml" }), name);
}

/** Save a drawing as a PNG file. */
export async function savePng({ box, ground, ink, lines, dots }, name) {
  const canvas = document.createElement("canvas");
  const most = Math.min(FINENESS, 8000 / Math.max(box[2], box[3]));
  canvas.width = Math.ceil(box[2] * most);
  canvas.height = Math.ceil(box[3] * most);
  const brush = canvas.getContext("2d");
  brush.scale(most, most);
  brush.translate(-box[0], -box[1]);
  brush.fillStyle = ground;
  brush.fillRect(...box);
  brush.globalAlpha = 0.45;
  for (const line of lines) {
    brush.strokeStyle = line.stroke;
    brush.lineWidth = line.width;
    brush.beginPath();
    brush.moveTo(line.x1, line.y1);
    brush.lineTo(line.x2, line.y2);
    brush.stroke();
  }
  brush.globalAlpha = 1;
  for (const dot of dots) {
    brush.fillStyle = dot.fill;
    brush.beginPath();
    brush.arc(dot.x, dot.y, dot.r, 0, 2 * Math.PI);
    brush.fill();
  }
  brush.font = FONT;
  brush.fillStyle = ink;
  for (const dot of dots) if (dot.text) brush.fillText(dot.text, dot.x + dot.r + 3, dot.y + 4);
  save(await new Promise((done) => canvas.toBlob(done, "image/png")), name);
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function escape(text) {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function round(number) {
  return Math.round(number * 10) / 10;
}

// Reads answers in the TSV format of SPARQL 1.1, line by line as they arrive.

const ESCAPES = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f", '"': '"', "'": "'", "\\": "\\" };
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const NUMERIC = /XMLSchema#(?:decimal|integer|double|float|int|long|short|byte|nonNegativeInteger|positiveInteger|gYear)$/;

/** Yield the lines of a response body. */
export async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    yield* parts;
  }
  if (rest) yield rest;
}

/** Read a row: a term for each cell, null where it is unbound. */
export function readRow(line) {
  return line.replace(/\r$/, "").split("\t").map(readTerm);
}

function readTerm(cell) {
  if (!cell) return null;
  if (cell.startsWith("<")) return { iri: unescape(cell.slice(1, -1)) };
  if (cell.startsWith("_:")) return { text: cell };
  const quoted = /^(["'])((?:[^\\]|\\.)*)\1(?:@([\w-]+)|\^\^<([^>]*)>)?$/s.exec(cell);
  if (quoted) {
    const [, , text, language = "", type = ""] = quoted;
    return { text: unescape(text), language, number: NUMERIC.test(type) ? Number(text) : undefined };
  }
  return { text: cell, number: NUMBER.test(cell) ? Number(cell) : undefined };
}

function unescape(text) {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/gs, (whole, short, long, plain) => {
    if (plain !== undefined) return ESCAPES[plain] ?? plain;
    const code = parseInt(short ?? long, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

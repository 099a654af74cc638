// Bundles the scripts of the pages into a folder: `node build.mjs <folder>`.

import { build } from "esbuild";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { outlines } from "./outlines.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2];

await mkdir(folder, { recursive: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["source/query.js", "source/network.js"],
  outdir: folder,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});
await writeFile(join(folder, "LICENSES.txt"), await licences(Object.keys(metafile.inputs)));
await writeFile(join(folder, "outlines.json"), JSON.stringify(outlines(), null, 1));

/** The licence texts of the packages whose code or data is in the bundles; each must have one. */
async function licences(inputs) {
  const found = inputs.map((path) => path.match(/^node_modules\/(@[^/]+\/[^/]+|[^/]+)\//)?.[1]);
  const packages = [...new Set([...found.filter(Boolean), "world-atlas"])].sort();
  const parts = packages.map(async (name) => {
    const root = join(here, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    const file = (await readdir(root)).find((each) => /^licen[sc]e/i.test(each));
    if (!file) throw new Error(`${name} ${version} comes without the text of its licence`);
    return `${name} ${version} (${license})\n\n${(await readFile(join(root, file), "utf8")).trim()}\n`;
  });
  return (await Promise.all(parts)).join(`\n${"-".repeat(72)}\n\n`);
}

// Makes ../dist from the locked packages: one style sheet without what no page uses, one script, one sprite of icons.
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, transform } from "esbuild";
import { PurgeCSS } from "purgecss";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const dist = join(here, "../dist");
// Browsers inside chat programs are often years behind.
const target = "es2020";
const styleTarget = ["chrome80", "safari14", "firefox78"];

async function templates() {
  const folder = join(here, "../templates");
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith(".html")).map((name) => join(folder, name));
}

async function style(pages) {
  const tabler = await readFile(join(here, "node_modules/@tabler/core/dist/css/tabler.css"), "utf8");
  const own = await readFile(join(here, "app.css"), "utf8");
  const [purged] = await new PurgeCSS().purge({
    content: [...pages, ...(await readdir(join(here, "modules"))).map((name) => join(here, "modules", name))],
    css: [{ raw: tabler }],
    variables: true,
    keyframes: true,
    safelist: { standard: ["active", "show", "disabled", "is-invalid", /^:/, /^htmx-/, /^data-bs-theme/] },
  });
  const { code } = await transform(purged.css + own, { loader: "css", minify: true, target: styleTarget });
  return code;
}

// The icons that templates and places name, each a symbol of one file.
async function sprite(pages) {
  const names = new Set();
  for (const page of pages) {
    for (const [, name] of (await readFile(page, "utf8")).matchAll(/icon\("([a-z0-9-]+)"\)/g)) names.add(name);
  }
  const places = await readFile(join(here, "../src/frame.rs"), "utf8");
  for (const [, name] of places.matchAll(/place\(\s*"[^"]+",\s*say\.\w+\(\),\s*"([a-z0-9-]+)"/g)) names.add(name);
  const symbols = await Promise.all([...names].sort().map(async (name) => {
    const svg = await readFile(join(here, `node_modules/@tabler/icons/icons/outline/${name}.svg`), "utf8");
    const inside = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/<\/?svg[^>]*>/g, "").replace(/\s+/g, " ").trim();
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${inside}</symbol>`;
  }));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

const pages = await templates();
await mkdir(dist, { recursive: true });
await build({
  entryPoints: [join(here, "app.js")],
  outfile: join(dist, "app.js"),
  bundle: true,
  minify: true,
  format: "iife",
  target,
  legalComments: "inline",
  logLevel: "warning",
});
await writeFile(join(dist, "app.css"), await style(pages));
await writeFile(join(dist, "icons.svg"), await sprite(pages));

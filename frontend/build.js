// SPDX-License-Identifier: Apache-2.0
// Bundle the scripts that are served: readable, not minified, and the same bytes on every machine.
//
//     node build.js [DIRECTORY]        (default: ../ballot/static/js)

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "..", "ballot", "static", "js"));
const { dependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));

// The name that each script is served under, and the module of src/ that it starts with.
const bundles = JSON.parse(readFileSync(join(here, "bundles.json"), "utf8"));
// The workers are classic scripts: module workers are missing in browsers that members still have.
const formatOf = (entry) => (entry.endsWith("/worker.js") ? "iife" : "esm");

/** The first lines of a script; `inputs`: the files that it was made of. */
function banner(name, entry, inputs) {
  const inside = Object.entries(dependencies).filter(([library]) => inputs.some((file) => file.includes(`node_modules/${library}/`)));
  const parts = inside.map(([library, version]) => `${library} ${version}`).join(", ");
  return (
    `// ballot: ${name}.js, built from frontend/src/${entry} by scripts/build_assets. Do not edit.\n` +
    `// SPDX-License-Identifier: Apache-2.0${parts && ` AND MIT (${parts}: MIT)`}\n`
  );
}

async function bundle(name, entry) {
  const result = await build({
    absWorkingDir: here,
    entryPoints: [`src/${entry}`],
    bundle: true,
    write: false,
    format: formatOf(entry),
    preserveSymlinks: true, // the same bytes where node_modules is a link
    target: "es2022",
    charset: "utf8",
    minify: false,
    legalComments: "inline",
    metafile: true,
    logLevel: "error",
  });
  return Buffer.from(banner(name, entry, Object.keys(result.metafile.inputs)) + result.outputFiles[0].text);
}

/** The licences of the libraries inside the bundles, which ask to travel with them. */
function licenses() {
  const texts = Object.entries(dependencies).map(([name, version]) => {
    const folder = join(here, "node_modules", name);
    const chosen = existsSync(join(folder, "LICENSE-MIT")) ? "LICENSE-MIT" : "LICENSE"; // where there is a choice, MIT
    const text = readFileSync(join(folder, chosen), "utf8");
    return `${name} ${version}\n\n${text.trim()}\n`;
  });
  return texts.join("\n----\n\n");
}

const digest = (algorithm, bytes, encoding) => createHash(algorithm).update(bytes).digest(encoding);

mkdirSync(out, { recursive: true });
const manifest = { files: {}, integrity: {} };

function serve(name, bytes) {
  writeFileSync(join(out, name), bytes);
  manifest.files[name] = digest("sha256", bytes, "hex");
  manifest.integrity[name] = `sha384-${digest("sha384", bytes, "base64")}`;
}

for (const [name, entry] of Object.entries(bundles)) {
  serve(`${name}.js`, await bundle(name, entry));
}
// The words of the pages in other languages, made by scripts/messages.py.
for (const name of readdirSync(join(here, "messages")).sort()) {
  serve(`messages.${name}`, readFileSync(join(here, "messages", name)));
}
writeFileSync(join(out, "LICENSES.txt"), licenses());
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");

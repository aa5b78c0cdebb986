// SPDX-License-Identifier: Apache-2.0
// Bundle the scripts that are served: readable, with names and lines, and the same bytes on every machine.
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
// The worker that each page starts. A page knows the hash of its worker, so workers are built first (P7).
const workers = { booth: "worker", trustee: "trustee_worker" };
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

const digest = (algorithm, bytes, encoding) => createHash(algorithm).update(bytes).digest(encoding);
const integrityOf = (bytes) => `sha384-${digest("sha384", bytes, "base64")}`;

async function bundle(name, define = {}) {
  const entry = bundles[name];
  const result = await build({
    absWorkingDir: here,
    entryPoints: [`src/${entry}`],
    bundle: true,
    define,
    write: false,
    format: formatOf(entry),
    preserveSymlinks: true, // the same bytes where node_modules is a link
    target: "es2022",
    charset: "utf8",
    minifySyntax: true, // names and lines stay as they are: everybody can read what is served
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

mkdirSync(out, { recursive: true });
const manifest = { files: {}, integrity: {} };

function serve(name, bytes) {
  writeFileSync(join(out, name), bytes);
  manifest.files[name] = digest("sha256", bytes, "hex");
  manifest.integrity[name] = integrityOf(bytes);
}

const built = {};
for (const worker of Object.values(workers)) built[worker] = await bundle(worker);
for (const name of Object.keys(bundles)) {
  const worker = workers[name];
  const define = worker === undefined ? {} : { WORKER_INTEGRITY: JSON.stringify(integrityOf(built[worker])) };
  serve(`${name}.js`, built[name] ?? (await bundle(name, define)));
}
// The words of the pages in other languages, made by scripts/messages.py.
for (const name of readdirSync(join(here, "messages")).sort()) {
  serve(`messages.${name}`, readFileSync(join(here, "messages", name)));
}
writeFileSync(join(out, "LICENSES.txt"), licenses());
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");

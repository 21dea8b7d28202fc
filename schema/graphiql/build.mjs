// Bundles GraphiQL and its workers into static/, and gathers the licences of what went in.
import { build } from "esbuild";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const OUT = "static";

// GraphiQL embeds Roboto and Fira Code, half a megabyte without Chinese; the system's fonts serve.
const systemFonts = {
  name: "system-fonts",
  setup({ onLoad }) {
    onLoad({ filter: /graphiql[\\/]dist[\\/]style\.css$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(/@font-face\s*\{[^}]*\}/g, ""),
      loader: "css",
    }));
  },
};

for (const file of readdirSync(OUT)) if (/\.(js|css|ttf|txt)$/.test(file)) rmSync(join(OUT, file));

const result = await build({
  entryPoints: {
    graphiql: "entry.jsx",
    "editor.worker": "monaco-editor/esm/vs/editor/editor.worker.js",
    "graphql.worker": "monaco-graphql/esm/graphql.worker.js",
    "json.worker": "monaco-editor/esm/vs/language/json/json.worker.js",
  },
  assetNames: "[name]",
  bundle: true,
  define: { "process.env.NODE_ENV": '"production"' },
  format: "esm",
  jsx: "automatic",
  legalComments: "none", // the licences are gathered in full below
  loader: { ".ttf": "file" },
  metafile: true,
  minify: true,
  outdir: OUT,
  plugins: [systemFonts],
  target: "es2022",
});

const folders = new Set();
for (const input of Object.keys(result.metafile.inputs)) {
  const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (found) folders.add(found[1]);
}
const licences = [...folders].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : "(the package holds no licence text)";
  return `${name} ${version} (${license})\n\n${text}\n`;
});
writeFileSync(join(OUT, "LICENSES.txt"), licences.join(`\n${"-".repeat(80)}\n\n`));
console.log(`${licences.length} packages bundled`);

// Sizes of the built app against the budgets of a phone on a slow network; run after `npm run build`.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('../../src/salus/web_dist/', import.meta.url));
const LIMITS = { firstLoad: 170, lazyRoute: 60, css: 25 };

const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'));
const kb = (file) => gzipSync(readFileSync(dist + file), { level: 9 }).length / 1024;
const entry = Object.values(manifest).find((chunk) => chunk.isEntry);

/** Every chunk that `name` pulls in by static imports, itself too. */
function closure(chunk, seen = new Set()) {
  if (seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const key of chunk.imports ?? []) closure(manifest[key], seen);
  return seen;
}

const first = closure(entry);
const styles = new Set();
for (const chunk of Object.values(manifest)) for (const file of chunk.css ?? []) styles.add(file);
const rows = [
  ['JavaScript, first load', [...first].reduce((sum, file) => sum + kb(file), 0), LIMITS.firstLoad],
  ['CSS', [...styles].reduce((sum, file) => sum + kb(file), 0), LIMITS.css],
];
for (const [key, chunk] of Object.entries(manifest)) {
  if (!chunk.isDynamicEntry) continue;
  const own = [...closure(chunk)].filter((file) => !first.has(file) && file.endsWith('.js'));
  rows.push([`lazy ${key}`, own.reduce((sum, file) => sum + kb(file), 0), LIMITS.lazyRoute]);
}
let broken = 0;
for (const [what, size, limit] of rows) {
  const over = size > limit;
  broken += over ? 1 : 0;
  console.log(`${over ? 'over ' : 'ok   '} ${size.toFixed(1).padStart(6)} of ${limit} KB  ${what}`);
}
process.exit(broken ? 1 : 0);

// Runs dependency-cruiser and fails when it read no modules: an unread tree passes every rule.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cruiser = fileURLToPath(new URL('../node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', import.meta.url));
const run = spawnSync(
  process.execPath,
  [cruiser, 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
  { cwd: fileURLToPath(new URL('..', import.meta.url)), encoding: 'utf8', maxBuffer: 1 << 28 },
);
if (!run.stdout) {
  console.error(run.stderr);
  process.exit(1);
}
const { modules, summary } = JSON.parse(run.stdout);
const own = modules.filter((m) => m.source.startsWith('src/'));
const read = own.filter((m) => m.dependencies.length > 0);
if (read.length < 20) {
  console.error(`Only ${read.length} modules with imports were read in src: the check does not see the code.`);
  process.exit(1);
}
const broken = summary.violations.filter((v) => v.rule.severity === 'error');
for (const v of broken) console.error(`${v.rule.name}: ${v.from} → ${v.to}\n  ${v.comment ?? ''}`);
console.log(`${own.length} modules, ${broken.length} broken rules.`);
process.exit(broken.length ? 1 : 0);

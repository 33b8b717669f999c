// Fails when what is generated does not match its source: the typed client and the catalogues of texts.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('..', import.meta.url));
const LANGUAGES = ['de'];

/** Contents of the files in a folder whose names match. */
const contents = (folder, name) =>
  new Map(
    readdirSync(web + folder)
      .filter((file) => name.test(file))
      .map((file) => [`${folder}/${file}`, readFileSync(`${web}${folder}/${file}`, 'utf8')]),
  );

const withoutDate = (text) => text.replace(/"POT-Creation-Date:.*\n/, '');

/** Runs a generator, puts the files back, and names those that it would have changed. */
function drift(folder, name, program, args) {
  const before = contents(folder, name);
  const run = spawnSync(process.execPath, [web + program, ...args], { cwd: web, encoding: 'utf8' });
  if (run.status !== 0) {
    console.error(run.stdout + run.stderr);
    process.exit(1);
  }
  const after = contents(folder, name);
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (file) => withoutDate(before.get(file) ?? '') !== withoutDate(after.get(file) ?? ''),
  );
  for (const [file, text] of before) writeFileSync(web + file, text);
  return changed;
}

let wrong = 0;
const complain = (words) => {
  console.error(words);
  wrong += 1;
};

const client = drift('src/api/generated', /\.(ts|json)$/, 'node_modules/@graphql-codegen/cli/cjs/bin.js', [
  '--config',
  'codegen.ts',
]);
if (client.length) complain(`Out of date: ${client.join(', ')}. Run \`npm run codegen\` and commit.`);

const texts = drift('src/locales', /\.po$/, 'node_modules/@lingui/cli/dist/lingui.js', ['extract', '--clean']);
if (texts.length) complain(`Out of date: ${texts.join(', ')}. Run \`npm run messages\` and commit.`);

for (const language of LANGUAGES) {
  const catalogue = readFileSync(`${web}src/locales/${language}.po`, 'utf8');
  const entries = catalogue.split('\n\n').slice(1);
  const missing = entries.filter((entry) => /^msgid/m.test(entry) && !/^#~/m.test(entry) && /^msgstr ""\s*$/m.test(entry) && !/^msgstr ""\n"/m.test(entry));
  if (missing.length) {
    complain(`src/locales/${language}.po misses ${missing.length} texts, the first: ${/^msgid (.*)$/m.exec(missing[0])?.[1]}`);
  }
}
process.exit(wrong ? 1 : 0);

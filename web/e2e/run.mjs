// Starts Salus with the demo person in a fresh folder, runs the browser tests against it, and takes it down again.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const web = join(root, 'web');
const bin = process.env.SALUS_BIN ?? join(root, '.venv', 'bin');
const READY_WITHIN_MS = 180_000;

if (!existsSync(join(root, 'src/salus/web_dist/index.html'))) {
  console.error('The web app is not built. Run `npm run build` first.');
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'salus-e2e-'));
const file = join(folder, 'export.zip');

/** A port that nobody listens on now. */
const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

const INVENT = `
import sys
from datetime import date
from pathlib import Path
from salus.sandbox import invent, write
person = invent(11, days=60, last_day=date.today(), home="Europe/Berlin", density=0.5)
write(person, Path(sys.argv[1]))
`;

async function main() {
  const made = spawnSync(join(bin, 'python'), ['-c', INVENT, file], { stdio: 'inherit' });
  if (made.status !== 0) return 1;
  const port = await freePort();
  const server = spawn(join(bin, 'salus'), ['up', '--data-dir', join(folder, 'data'), '--port', String(port), '--demo'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const gone = new Promise((resolve) => server.once('exit', resolve));
  try {
    const ready = await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`Salus was not ready in time.\n${said}`)), READY_WITHIN_MS);
      const hear = (chunk) => {
        said += chunk;
        const line = /Salus is ready: (\S+).*password (\S+?)\)?\s*$/m.exec(said);
        if (!line) return;
        clearTimeout(late);
        resolve({ url: line[1], password: line[2] });
      };
      server.stdout.on('data', hear);
      server.stderr.on('data', hear);
      void gone.then(() => reject(new Error(`Salus ended before it was ready.\n${said}`)));
    });
    const tests = spawn(
      process.execPath,
      [join(web, 'node_modules/@playwright/test/cli.js'), 'test', ...process.argv.slice(2)],
      {
        cwd: web,
        stdio: 'inherit',
        env: {
          ...process.env,
          SALUS_E2E_URL: ready.url,
          SALUS_E2E_DEMO_PASSWORD: ready.password,
          SALUS_E2E_EXPORT: file,
        },
      },
    );
    return await new Promise((resolve) => tests.once('exit', (code) => resolve(code ?? 1)));
  } catch (error) {
    console.error(error.message);
    return 1;
  } finally {
    server.kill('SIGTERM');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exit(await main());

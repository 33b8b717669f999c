import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { lingui } from '@lingui/vite-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Where `salus serve` listens while the app is developed with `npm run dev`. */
const server = process.env['SALUS_DEV_SERVER'] ?? 'http://127.0.0.1:8000';

/** The server answers a document by its hash when it has the list; it comes with the app that asks by it. */
const persistedDocuments = {
  name: 'salus-persisted-documents',
  apply: 'build' as const,
  writeBundle({ dir }: { dir?: string }) {
    const list = new URL('./src/api/generated/persisted-documents.json', import.meta.url);
    if (dir) copyFileSync(list, `${dir}/persisted-documents.json`);
  },
};

/** Below this a packed copy saves nothing. */
const WORTH_PACKING = 1024;

/** Packs the parts once, at the build, so that the server never does it while someone waits. */
const packed = {
  name: 'salus-packed',
  apply: 'build' as const,
  enforce: 'post' as const,
  closeBundle: {
    sequential: true,
    handler() {
      const dist = fileURLToPath(new URL('../src/salus/web_dist/', import.meta.url));
      if (!existsSync(dist)) return;
      for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(js|css|svg|html|json)$/.test(name) || name.startsWith('.')) continue;
        const content = readFileSync(dist + name);
        if (content.length < WORTH_PACKING) continue;
        writeFileSync(`${dist}${name}.gz`, gzipSync(content, { level: 9 }));
        writeFileSync(`${dist}${name}.br`, brotliCompressSync(content));
      }
    },
  },
};

export default defineConfig({
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  plugins: [react(), lingui({ macroTransform: true }), persistedDocuments, packed],
  build: {
    outDir: '../src/salus/web_dist',
    emptyOutDir: true,
    target: 'es2022',
    cssMinify: true,
    // A style or a script inside the page would need `unsafe-inline`; the policy has none.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    manifest: true,
    rolldownOptions: {
      output: {
        // Few parts instead of forty small ones: on a phone each costs a turn on the line. The menu stays apart,
        // for its library is large and the first screen does without.
        codeSplitting: {
          groups: [
            { name: 'charts', test: /[\\/]src[\\/]charts[\\/]/ },
            { name: 'parts', test: /[\\/]src[\\/](lib|api|ui[\\/](?!Menu))[\\/]?/ },
            { name: 'base', test: /[\\/]node_modules[\\/](react|react-dom|scheduler|@tanstack|@lingui|graphql-ws)[\\/]/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/graphql': { target: server, ws: true },
      '/uploads': server,
    },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}', 'tools/**/*.test.ts'],
    setupFiles: ['./src/app/test-setup.ts'],
    restoreMocks: true,
  },
});

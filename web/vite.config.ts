import { copyFileSync } from 'node:fs';
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

export default defineConfig({
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  plugins: [react(), lingui({ macroTransform: true }), persistedDocuments],
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

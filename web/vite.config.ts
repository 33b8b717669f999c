import { lingui } from '@lingui/vite-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Where `salus serve` listens while the app is developed with `npm run dev`. */
const server = process.env['SALUS_DEV_SERVER'] ?? 'http://127.0.0.1:8000';

export default defineConfig({
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  plugins: [react(), lingui({ macroTransform: true })],
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

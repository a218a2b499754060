import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The API that `npm run dev:ui` talks to: start one with `tidemark ui --port 7007`. */
const api = process.env['TIDEMARK_UI_API'] ?? 'http://127.0.0.1:7007';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: '../dist/ui',
    emptyOutDir: true,
    // The policy of the server forbids `data:` scripts and fonts; small images may be inlined, the rest are files.
    assetsInlineLimit: 0,
    // Vega is one large piece that is loaded with the first chart.
    chunkSizeWarningLimit: 1500,
  },
  server: { host: '127.0.0.1', proxy: { '/api': { target: api, changeOrigin: true } } },
});

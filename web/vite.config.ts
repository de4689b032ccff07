import preact from '@preact/preset-vite'
import { defineConfig } from 'vite'
import { guidePlugin } from './guide-plugin.ts'

const api = process.env.ADSAPP_API ?? 'http://127.0.0.1:8787'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [preact(), guidePlugin()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    rollupOptions: {
      input: { index: 'index.html', 'push-worker': 'push-worker.ts' },
      // The browser knows its push worker by its address.
      output: {
        entryFileNames: ({ name }) => (name === 'push-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': { target: api, ws: true, changeOrigin: true }, '/readyz': api },
  },
})

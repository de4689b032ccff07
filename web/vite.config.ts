import preact from '@preact/preset-vite'
import { defineConfig, type Plugin } from 'vite'
import { chunks } from './chunks.ts'
import { guidePlugin } from './guide-plugin.ts'

const api = process.env.ADSAPP_API ?? 'http://127.0.0.1:8787'

/** The contract's types say what the server checks; zod itself, and any file that loads it, would be 25 KB for nothing. */
const withoutZod: Plugin = {
  name: 'without-zod',
  enforce: 'pre', // Before Vite finds it by itself.
  resolveId: (target, from) => {
    if (target === 'zod') throw new Error(`${from} loads zod into the browser: import its types only`)
  },
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [withoutZod, preact(), guidePlugin()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    rolldownOptions: { output: { codeSplitting: chunks } },
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // The push worker, whole in itself: the browser knows it by its address.
  worker: { rolldownOptions: { output: { entryFileNames: '[name].js' } } },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': { target: api, ws: true, changeOrigin: true }, '/readyz': api },
  },
})

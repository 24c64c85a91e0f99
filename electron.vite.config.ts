import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { aliases } from './aliases'
import { developmentPolicy } from './src/renderer/vite-plugins/development-policy'
import { rekaWithoutStyleElements } from './src/renderer/vite-plugins/reka-without-style-elements'

/** Chromium 108 as lightningcss counts versions: major << 16. The fallback Electron's; see docs/architecture.md. */
const chromium108 = 108 << 16

export default defineConfig({
  main: {
    resolve: { alias: aliases },
    build: {
      target: 'node16',
      outDir: 'out/main',
      // electron-store, conf and zod are bundled: the first two are ESM only, and main is CommonJS.
      externalizeDeps: { exclude: ['electron-store', 'conf', 'zod', 'core-js', 'h5wasm', 'fflate'] },
      rollupOptions: {
        input: {
          index: resolve(__dirname, 'src/main/index.ts'),
          cli: resolve(__dirname, 'src/cli/index.ts'),
          'engine-data': resolve(__dirname, 'src/engine/data/index.ts'),
          'engine-trainer': resolve(__dirname, 'src/engine/trainer/index.ts'),
          'engine-analysis': resolve(__dirname, 'src/engine/analysis/index.ts'),
          'engine-baseline': resolve(__dirname, 'src/engine/baseline/index.ts'),
          'engine-exchange': resolve(__dirname, 'src/engine/exchange/index.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    resolve: { alias: aliases },
    build: {
      target: 'node16',
      outDir: 'out/preload',
      // A sandboxed preload can require nothing but electron: everything else goes inside.
      externalizeDeps: false,
      rollupOptions: {
        input: { index: resolve(__dirname, 'src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].js' },
      },
    },
  },
  renderer: {
    root: resolve(__dirname, 'src/renderer'),
    resolve: { alias: aliases },
    plugins: [vue(), rekaWithoutStyleElements(), developmentPolicy()],
    css: { transformer: 'lightningcss', lightningcss: { targets: { chrome: chromium108 } } },
    build: {
      target: 'chrome108',
      outDir: resolve(__dirname, 'out/renderer'),
      // A font inlined as a data: URI would break the Content-Security-Policy.
      assetsInlineLimit: 0,
      rollupOptions: { input: { index: resolve(__dirname, 'src/renderer/index.html') } },
    },
  },
})

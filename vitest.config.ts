import vue from '@vitejs/plugin-vue'
import { configDefaults, defineConfig } from 'vitest/config'
import { aliases } from './aliases'

const resolve = { alias: aliases }

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [vue()],
        resolve,
        test: {
          name: 'unit',
          include: ['src/{shared,core,cli,main,preload,renderer}/**/*.test.ts', 'scripts/**/*.test.{ts,mjs}'],
          exclude: [...configDefaults.exclude, 'src/**/*.native.test.ts'],
          pool: 'threads',
          // A busy machine is no reason to fail: nothing here waits for longer than it computes.
          testTimeout: 60_000,
        },
      },
      {
        // Native code: every file in a process of its own, so that a native crash costs one file.
        resolve,
        test: {
          name: 'engine',
          include: ['src/engine/**/*.test.ts', 'src/{core,cli}/**/*.native.test.ts'],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        test: {
          name: 'deep',
          include: ['src/**/*.deep.ts'],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 1_200_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})

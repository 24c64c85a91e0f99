import { defineConfig } from 'playwright/test'

/** Window tests: the built app in real Electron, one at a time. `npm test` runs them; see CONTRIBUTING.md to run one alone. */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results',
  // Each test starts its own program, and training wants the cores.
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // A busy machine can starve one window; what passed only when repeated is named in the summary.
  retries: process.env['CI'] === undefined ? 0 : 1,
  reporter: [['list']],
})

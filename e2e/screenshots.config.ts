import { defineConfig } from 'playwright/test'

/** Takes the pictures of docs/screenshots: `npm run screenshots`. Not a test, so `npm test` does not run it. */
export default defineConfig({
  testDir: '.',
  testMatch: 'screenshots.ts',
  outputDir: '../test-results',
  workers: 1,
  timeout: 600_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
})

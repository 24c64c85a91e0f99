import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { expect, test } from './crossfade-app'
import type { Sandbox } from './crossfade-app'
import { electronExecutable, repository } from './electron-under-test'

const samples = join(repository, 'resources', 'samples')
const main = (page: Page) => page.getByRole('main')
const messages = (page: Page) => page.getByRole('region', { name: /^Messages/ })

/** An experiment on the penguins, beside its table. */
function experimentFile(sandbox: Sandbox, name: string, units: number): string {
  copyFileSync(join(samples, 'palmer_penguins.csv'), join(sandbox.dir, 'palmer_penguins.csv'))
  const experiment = {
    version: 1,
    name: `from ${name}`,
    dataset: { path: 'palmer_penguins.csv', reading: {} },
    recipe: {
      task: 'classification', target: 'species',
      columns: { features: ['island', 'bill_length_mm', 'flipper_length_mm'], ignored: [], types: {} },
      rows: [{ kind: 'drop-missing-target' }],
      steps: [
        { kind: 'impute-number', columns: 'all', method: 'median', indicator: false },
        { kind: 'impute-category', columns: 'all', method: 'own-category' },
        { kind: 'encode', columns: 'all', method: 'one-hot', limit: 30, unseen: 'zeros' },
        { kind: 'scale', columns: 'all', method: 'standard' },
      ],
      split: { method: 'stratified', validation: 0.1, test: 0.2, seed: 42 },
    },
    model: { layers: [{ kind: 'dense', units, activation: 'relu' }], output: { activation: 'softmax' } },
    training: {
      loss: 'sparse-categorical-cross-entropy', labelSmoothing: 0, optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }, learningRate: 0.001,
      schedule: { kind: 'constant' }, epochs: 3, batch: 'auto', stopping: { monitor: 'loss', patience: 0, minDelta: 0 }, classWeights: 'none', seed: 42,
      engine: 'auto', threads: 'auto', keepEvery: 0, scoreTest: true,
    },
  }
  const path = join(sandbox.dir, name)
  writeFileSync(path, JSON.stringify(experiment))
  return path
}

/** A second start with these words, to its end. */
async function startAgain(sandbox: Sandbox, words: readonly string[]): Promise<unknown> {
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const app = process.env['CROSSFADE_APP'] ?? repository
  const second = spawn(electronExecutable(), [...root, app, ...words], { cwd: sandbox.dir, env: { ...process.env, CROSSFADE_USER_DATA: sandbox.userData }, stdio: 'ignore' })
  return once(second, 'exit')
}

test('opens an experiment file as the design, and takes that of a second start', async ({ launch, sandbox }) => {
  const { page } = await launch({ args: [experimentFile(sandbox, 'first.crossfade', 37)] })
  await expect(messages(page).getByText('first.crossfade is the design now.')).toBeVisible({ timeout: 60_000 })
  await expect(main(page).getByText(/\b37\b/).first()).toBeVisible()
  experimentFile(sandbox, 'größe 2.crossfade', 41)
  expect(await startAgain(sandbox, ['größe 2.crossfade'])).toEqual([0, null])
  await expect(messages(page).getByText('größe 2.crossfade is the design now.')).toBeVisible({ timeout: 60_000 })
  await expect(main(page).getByText(/\b41\b/).first()).toBeVisible()
  // What was there is not lost.
  await page.keyboard.press('Control+Z')
  await expect(main(page).getByText(/\b37\b/).first()).toBeVisible()
})

test('says what is wrong with a file that cannot be opened, and leaves the design as it is', async ({ launch, sandbox }) => {
  const { page } = await launch({ args: [experimentFile(sandbox, 'good.crossfade', 37)] })
  await expect(messages(page).getByText('good.crossfade is the design now.')).toBeVisible({ timeout: 60_000 })
  const file = (name: string, text: string) => writeFileSync(join(sandbox.dir, name), text)
  file('broken.crossfade', '{"version": 1, "na')
  file('empty.crossfade', '')
  file('other.crossfade', '{"version": 2}')
  file('huge.crossfade', '')
  truncateSync(join(sandbox.dir, 'huge.crossfade'), 3_000_000_000)
  mkdirSync(join(sandbox.dir, 'folder.crossfade'))
  const cases = [
    ['broken.crossfade', /broken\.crossfade is not an experiment file: /],
    ['empty.crossfade', /empty\.crossfade is not an experiment file: /],
    ['other.crossfade', /other\.crossfade is not an experiment: version/],
    ['huge.crossfade', /huge\.crossfade has 3000 MB/],
    ['folder.crossfade', /folder\.crossfade is a folder/],
    ['missing.crossfade', /missing\.crossfade is not there/],
  ] as const
  for (const [name, message] of cases) {
    expect(await startAgain(sandbox, [name])).toEqual([0, null])
    await expect(messages(page).getByText(message)).toBeVisible()
    await expect(main(page).getByText(/\b37\b/).first()).toBeVisible()
  }
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright/test'
import type { Experiment } from '@shared/experiment/experiment'
import { answerDialogs, proposed } from './answer-dialogs'
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
    ['other.crossfade', /other\.crossfade was written by a newer Crossfade/],
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

/** As a person chooses it; the item carries the command as its id. */
const chooseFromMenu = (app: ElectronApplication, id: string) => app.evaluate(({ Menu }, item) => Menu.getApplicationMenu()?.getMenuItemById(item)?.click(), id)

/** Drops files on the window with paths behind them; a debugger cannot drop from outside. */
async function drop(page: Page, paths: readonly string[]): Promise<void> {
  await page.evaluate(() => {
    document.querySelector('#drop-stand-in')?.remove()
    const input = document.createElement('input')
    Object.assign(input, { type: 'file', id: 'drop-stand-in', multiple: true })
    document.body.append(input)
  })
  await page.locator('#drop-stand-in').setInputFiles([...paths])
  await page.evaluate(() => {
    const transfer = new DataTransfer()
    for (const file of (document.querySelector('#drop-stand-in') as HTMLInputElement).files ?? []) transfer.items.add(file)
    const target = document.querySelector('main')
    if (target === null) throw new Error('There is no screen to drop on')
    for (const type of ['dragenter', 'dragover', 'drop']) target.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }))
  })
}

const units = (page: Page) => main(page).getByRole('spinbutton', { name: 'Layer 1: units' })
/** The newest first goes, until none is there. */
async function dismissAll(page: Page): Promise<void> {
  const buttons = messages(page).getByRole('button', { name: 'Dismiss' })
  for (let left = await buttons.count(); left > 0; left--) {
    await buttons.first().click()
    await expect(buttons).toHaveCount(left - 1)
  }
}

test('opens an experiment from the menu and by a drop, where a table still opens as data', async ({ launch, sandbox }) => {
  const { app, page } = await launch()
  await answerDialogs(app, {})
  await chooseFromMenu(app, 'open-experiment')
  await answerDialogs(app, { open: experimentFile(sandbox, 'picked.crossfade', 37) })
  await chooseFromMenu(app, 'open-experiment')
  await expect(messages(page).getByText('picked.crossfade is the design now.')).toBeVisible({ timeout: 60_000 })
  await expect(units(page)).toHaveValue('37')

  await drop(page, [experimentFile(sandbox, 'dropped.crossfade', 41)])
  await expect(messages(page).getByText('dropped.crossfade is the design now.')).toBeVisible({ timeout: 60_000 })
  await expect(units(page)).toHaveValue('41')
  // A table that is dropped along with its experiment is opened by it.
  await drop(page, [join(sandbox.dir, 'palmer_penguins.csv'), experimentFile(sandbox, 'both.crossfade', 43)])
  await expect(messages(page).getByText('both.crossfade is the design now.')).toBeVisible({ timeout: 60_000 })
  await expect(units(page)).toHaveValue('43')
  await drop(page, [join(sandbox.dir, 'palmer_penguins.csv')])
  await expect(main(page).getByRole('heading', { level: 1, name: 'palmer_penguins.csv' })).toBeVisible()
  await expect(main(page).getByText('344 rows').first()).toBeVisible()
})

test('says what to do about an experiment that cannot be opened, however it comes', async ({ launch, sandbox }) => {
  const { app, page } = await launch()
  const write = (name: string, text: string) => {
    writeFileSync(join(sandbox.dir, name), text)
    return join(sandbox.dir, name)
  }
  const lost = JSON.parse(readFileSync(experimentFile(sandbox, 'good.crossfade', 37), 'utf8')) as { dataset: { path: string } }
  lost.dataset.path = 'elsewhere/unknown.csv'
  const cases = [
    [write('no.crossfade', 'species,island\n'), /no\.crossfade is not an experiment file: it is not JSON.*"Save experiment as…" writes one/],
    [write('newer.crossfade', '{"version":7,"future":{}}'), /newer\.crossfade was written by a newer Crossfade \(version 7 .* this one reads 1\)\. Open it with that one/],
    [write('half.crossfade', '{"version":1,"name":"x"}'), /half\.crossfade is not an experiment: dataset: .* docs\/experiment-format\.md describes each field/],
    [write('lost.crossfade', JSON.stringify(lost)), /lost\.crossfade is about the table .*unknown\.csv, which is not there\. Put it there or beside the experiment file, and open the file again\./],
    [write('rubbish.crossfade', JSON.stringify({ ...lost, dataset: { path: 'no.crossfade', reading: { format: 'parquet' } } })), /no\.crossfade/],
  ] as const
  for (const [path, message] of cases) {
    await answerDialogs(app, { open: path })
    await chooseFromMenu(app, 'open-experiment')
    await expect(messages(page).getByText(message)).toBeVisible({ timeout: 30_000 })
    await dismissAll(page)
    await drop(page, [path])
    await expect(messages(page).getByText(message)).toBeVisible({ timeout: 30_000 })
    await dismissAll(page)
  }
  await expect(main(page).getByRole('heading', { level: 1, name: 'Crossfade' })).toBeVisible()
})

test('saves the experiment of a design and of a run, and opens it as it was', async ({ launch, sandbox }, info) => {
  const { app, page } = await launch()
  await drop(page, [experimentFile(sandbox, 'first.crossfade', 37)])
  await expect(units(page)).toHaveValue('37', { timeout: 60_000 })
  const design = join(sandbox.dir, 'größe 2.crossfade')
  await answerDialogs(app, {})
  await chooseFromMenu(app, 'save-experiment')
  await answerDialogs(app, { save: join(sandbox.dir, 'größe 2') })
  await main(page).getByRole('button', { name: 'Presets' }).click()
  await page.getByRole('menuitem', { name: /Save experiment as…/ }).click()
  await expect(messages(page).getByText(`Saved to ${design}.`)).toBeVisible()
  expect(await proposed(app)).toBe('from-first.crossfade.crossfade')
  // The table beside it is named from there; what stands in it is what was opened.
  const saved = JSON.parse(readFileSync(design, 'utf8')) as Experiment
  const given = JSON.parse(readFileSync(join(sandbox.dir, 'first.crossfade'), 'utf8')) as Experiment
  expect(saved.dataset.path).toBe('palmer_penguins.csv')
  expect(saved.dataset.sha256).toMatch(/^[0-9a-f]{64}$/)
  for (const part of ['name', 'recipe', 'model', 'training'] as const) expect(saved[part]).toEqual(given[part])

  await page.keyboard.press('F5')
  await expect(main(page).getByRole('tab', { name: 'Config', exact: true })).toBeVisible({ timeout: 60_000 })
  await expect(main(page).getByText('completed').first()).toBeVisible({ timeout: 90_000 })
  await main(page).getByRole('tab', { name: 'Config', exact: true }).click()
  const ofRun = join(sandbox.dir, 'of-run.crossfade')
  await answerDialogs(app, { save: ofRun })
  await main(page).getByRole('button', { name: 'Save as…' }).click()
  await expect(messages(page).getByText(`Saved to ${ofRun}.`)).toBeVisible()
  await page.screenshot({ path: info.outputPath('config.png') })
  expect((JSON.parse(readFileSync(ofRun, 'utf8')) as Experiment).model).toEqual(given.model)
  await answerDialogs(app, { save: join(sandbox.dir, 'gone', 'x.crossfade') })
  await chooseFromMenu(app, 'save-experiment')
  await expect(messages(page).getByText(/gone is gone, so nothing was written\. Choose another place\./)).toBeVisible()

  await dismissAll(page)
  await answerDialogs(app, { open: ofRun })
  await page.keyboard.press('Control+Shift+O')
  await expect(messages(page).getByText('of-run.crossfade is the design now.')).toBeVisible({ timeout: 60_000 })
  await expect(units(page)).toHaveValue('37')
})

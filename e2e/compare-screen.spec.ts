import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { ElectronApplication, Locator, Page } from 'playwright/test'
import type { RunDetail } from '@shared/run/run-detail'
import { guessRecipe } from '@shared/recipe/guess'
import { defaultModel, defaultTraining } from '@shared/training/resolve'
import { expect, test } from './crossfade-app'
import { refusedContent, watchPolicy } from './policy-watch'

const go = (page: Page, screen: string) => page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: screen, exact: true }).click()

interface Wanted {
  readonly name: string
  readonly units: number
  readonly seed?: number
  readonly splitSeed?: number
  readonly epochs?: number
  /** A column that is no input. */
  readonly without?: string
}

/** Trains a run on the penguins through the bridge, and waits for its end. Answers its id. */
async function trained(page: Page, { name, units, seed = 42, splitSeed = 42, epochs = 12, without }: Wanted): Promise<string> {
  const dataset = await page.evaluate(async () => {
    const answer = await window.crossfade.openSample({ sample: 'penguins' })
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.value
  })
  const recipe = guessRecipe(dataset.columns, dataset.rows, 'species')
  const run = {
    dataset: dataset.id,
    name,
    recipe: { ...recipe, columns: { ...recipe.columns, features: recipe.columns.features.filter((name) => name !== without) }, split: { ...recipe.split, seed: splitSeed } },
    model: { ...defaultModel(dataset.rows, 12, 3), layers: [{ kind: 'dense' as const, units, activation: 'relu' as const }] },
    training: { ...defaultTraining('classification', dataset.rows), epochs, seed },
  }
  const id = await page.evaluate(async (argument) => {
    const answer = await window.crossfade.startRun(argument)
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.value.id
  }, run)
  await expect.poll(async () => (await detail(page, id)).record.status, { timeout: 60_000 }).toBe('completed')
  return id
}

const detail = (page: Page, id: string): Promise<RunDetail> =>
  page.evaluate(async (run) => {
    const answer = await window.crossfade.getRun({ id: run })
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.value
  }, id)

async function compare(page: Page, names: readonly string[]): Promise<void> {
  await go(page, 'Runs')
  for (const name of names) await page.getByRole('row', { name: new RegExp(`\\b${name}\\b`) }).getByRole('checkbox').check()
  await page.getByRole('main').getByRole('button', { name: /^Compare/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Compare' })).toBeVisible()
  await expect(page.getByRole('table', { name: /Metrics of the runs/ })).toBeVisible()
}

const tested = (page: Page) => expect(page.getByRole('table', { name: /tested on the same/ })).toBeVisible({ timeout: 30_000 })

/** The next save dialog of the system answers this path. */
const saveNext = (app: ElectronApplication, path: string) =>
  app.evaluate(({ dialog }, picked) => {
    Object.assign(dialog, { showSaveDialog: () => Promise.resolve({ canceled: false, filePath: picked }) })
  }, path)

async function takeAway(page: Page, item: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Take away' }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

const objections = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)
}

/** Pastes a text where nobody types. */
const paste = (page: Page, text: string) =>
  page.evaluate((pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)

const cellTexts = (row: Locator) => row.getByRole('cell').allInnerTexts()

test('shows only what differs, one epoch for all, and a verdict with what would have shown', async ({ launch }, info) => {
  const { page } = await launch()
  await watchPolicy(page)
  await trained(page, { name: 'tiny', units: 1 })
  await trained(page, { name: 'broad', units: 64 })
  await compare(page, ['tiny', 'broad'])
  await tested(page)

  await test.step('verdict, interval, p and the least difference', async () => {
    const row = page.getByRole('table', { name: /tested on the same/ }).getByRole('row', { name: /Accuracy/ }).first()
    const texts = await cellTexts(row)
    expect(texts.some((text) => /better|worse|cannot tell/.test(text))).toBe(true)
    expect(texts.filter((text) => /points/.test(text)).length).toBeGreaterThanOrEqual(2)
    await page.screenshot({ path: info.outputPath('overview.png') })
  })

  await test.step('the epoch cursor moves all numbers', async () => {
    const metrics = page.getByRole('table', { name: /Metrics of the runs/ })
    await page.getByRole('radio', { name: 'Last' }).click()
    await expect(metrics.getByRole('row', { name: 'Validation rows, last epoch' })).toBeVisible()
    await page.getByRole('radio', { name: 'Chosen' }).click()
    await page.getByRole('spinbutton', { name: 'Chosen epoch' }).fill('2')
    await expect(metrics.getByRole('row', { name: 'Validation rows, epoch 2' })).toBeVisible()
    expect(await cellTexts(metrics.getByRole('row', { name: /^Epoch/ }))).toEqual(['2 of 12', '2 of 12'])
    await page.getByRole('radio', { name: 'Best' }).click()
    await expect(metrics.getByRole('row', { name: /Test rows, .*best weights/ })).toBeVisible()
  })

  await test.step('settings: only differences, then all', async () => {
    await page.getByRole('tab', { name: /Settings/ }).click()
    const settings = page.getByRole('table', { name: /Settings of the runs/ })
    await expect(settings.getByRole('row', { name: /layer 1 › units/ })).toContainText('64')
    await expect(settings.getByRole('row', { name: /learning rate/ })).toHaveCount(0)
    await page.getByRole('checkbox', { name: 'Only differences' }).uncheck()
    await expect(settings.getByRole('row', { name: /learning rate/ })).toBeVisible()
  })

  await test.step('where they differ: classes, mistakes, flipped rows in the table', async () => {
    await page.getByRole('tab', { name: 'Where they differ' }).click()
    await expect(page.getByRole('table', { name: /F1 by class/ }).getByRole('row')).toHaveCount(4)
    await expect(page.getByRole('figure', { name: 'Difference of the confusion matrices' })).toBeVisible()
    expect(await objections(page)).toEqual([])
    await page.getByRole('button', { name: 'Open in the table' }).click()
    await expect(page.getByText(/Only (tiny|broad) right, test rows/).first()).toBeVisible()
  })
  expect(await refusedContent(page)).toEqual([])
})

test('does not rank runs on different splits, and retrains one on the split of the other with one click', async ({ launch }) => {
  const { page } = await launch()
  await trained(page, { name: 'here', units: 8 })
  await trained(page, { name: 'there', units: 16, splitSeed: 7 })
  await compare(page, ['here', 'there'])
  const guard = page.getByRole('status', { name: 'Why there is no ranking' })
  await expect(guard).toContainText('there cannot be ranked against here')
  await expect(guard).toContainText(/\d+ of the \d+ test rows of there are test rows of here too/)
  await expect(page.getByText('(best)')).toHaveCount(0)
  await expect(page.getByRole('tab', { name: 'Where they differ' })).toBeDisabled()
  await guard.getByRole('button', { name: 'Retrain there on the split of here' }).click()
  await tested(page)
  await expect(guard).toBeHidden()
  await expect(page.getByRole('list', { name: 'Runs compared' })).toContainText('there, split of here')
})

test('keeps the mean of the scores as a run that is compared like any other', async ({ launch }) => {
  const { page } = await launch()
  await trained(page, { name: 'first', units: 4 })
  await trained(page, { name: 'second', units: 8, seed: 1 })
  await compare(page, ['first', 'second'])
  await tested(page)
  const metrics = page.getByRole('table', { name: /Metrics of the runs/ })
  const mean = (await cellTexts(metrics.getByRole('row', { name: /^Accuracy/ }).first()))[2] ?? ''
  expect(mean).toMatch(/%/)
  await page.getByRole('button', { name: 'Keep as a run' }).click()
  await page.getByRole('button', { name: 'Add to the comparison' }).click()
  await expect(page.getByRole('list', { name: 'Runs compared' })).toContainText('Mean of first and second')
  await expect(metrics.getByRole('columnheader', { name: /Mean of first and second/ })).toBeVisible()
  // The kept run has the accuracy that its column announced.
  await expect.poll(async () => (await cellTexts(metrics.getByRole('row', { name: /^Accuracy/ }).first()))[2]).toContain(mean.trim())
})

test('takes a comparison away: a report that opens in any browser, a picture, and a config that opens it again', async ({ launch, sandbox }, info) => {
  const { app, page } = await launch()
  const ids = [await trained(page, { name: 'left', units: 2 }), await trained(page, { name: 'right', units: 32 })]
  await compare(page, ['left', 'right'])
  await tested(page)

  await test.step('the report, in a page of its own', async () => {
    const path = join(sandbox.dir, 'report.html')
    await saveNext(app, path)
    await takeAway(page, /Report as HTML/)
    await expect(page.getByText(`Wrote ${path}`, { exact: true })).toBeVisible()
    // A second window of the same Chromium, without preload: a browser page.
    const opened = app.waitForEvent('window')
    await app.evaluate(({ BrowserWindow }, url) => {
      const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true } })
      void window.loadURL(url)
    }, pathToFileURL(path).href)
    const report = await opened
    await expect(report.getByRole('heading', { level: 1, name: /Comparison of left, right/ })).toBeVisible()
    await expect(report.getByRole('heading', { name: 'Is it real?' })).toBeVisible()
    expect(await objections(report)).toEqual([])
    await report.close()
  })

  await test.step('the charts as an image', async () => {
    const path = info.outputPath('charts.png')
    await saveNext(app, path)
    await takeAway(page, /Charts as image/)
    await expect(page.getByText(`Wrote ${path}`, { exact: true })).toBeVisible()
    const bytes = readFileSync(path)
    expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG')
    expect(bytes.readUInt32BE(16)).toBe(1520)
    expect(bytes.length).toBeGreaterThan(20_000)
  })

  await test.step('the config, saved and opened again', async () => {
    const path = join(sandbox.dir, 'compare.json')
    await saveNext(app, path)
    await page.getByRole('button', { name: 'Make right the baseline' }).click()
    await tested(page)
    await takeAway(page, /Save config/)
    await expect(page.getByText(`Wrote ${path}`, { exact: true })).toBeVisible()
    const config = JSON.parse(readFileSync(path, 'utf8')) as { runs: string[]; baseline: string; onlyDifferences: boolean }
    expect(config).toMatchObject({ baseline: ids[1], onlyDifferences: true })
    expect([...config.runs].sort()).toEqual([...ids].sort())
    writeFileSync(path, JSON.stringify({ ...config, epoch: 'last' }))
    await page.getByRole('button', { name: 'Take right out' }).click()
    await expect(page.getByText('Nothing to compare yet')).toBeVisible()
    await app.evaluate(({ dialog }, picked) => {
      Object.assign(dialog, { showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [picked] }) })
    }, path)
    await page.getByRole('button', { name: 'Open config…' }).click()
    await expect(page.getByRole('radio', { name: 'Last' })).toBeChecked()
    await expect(page.getByRole('listitem').filter({ hasText: 'right' }).getByText('baseline')).toBeVisible()
  })
})

test('resamples by a column, keeps it in the config, and opens a config that is pasted', async ({ launch }) => {
  const { page } = await launch()
  const names = ['plain', 'other']
  const ids: string[] = []
  for (const [i, name] of names.entries()) ids.push(await trained(page, { name, units: 2 + 30 * i, epochs: 3, without: 'body_mass_g' }))
  await compare(page, names)
  await tested(page)
  await expect(page.getByRole('row', { name: /^Model size/ })).toContainText(/\d B|kB/)
  await page.getByRole('combobox', { name: 'What is resampled together' }).click()
  await page.getByRole('option', { name: 'Resample by body_mass_g' }).click()
  await expect(page.getByText(/values of body_mass_g that several rows share/)).toBeVisible({ timeout: 30_000 })

  await page.getByRole('button', { name: 'Take other out' }).click()
  await expect(page.getByText('Nothing to compare yet')).toBeVisible()
  await paste(page, JSON.stringify({ version: 1, kind: 'comparison', runs: ids, baseline: ids[1], key: 'body_mass_g', epoch: 'last' }))
  await expect(page.getByRole('radio', { name: 'Last' })).toBeChecked()
  await expect(page.getByRole('listitem').filter({ hasText: 'other' }).getByText('baseline')).toBeVisible()
  await page.getByRole('radio', { name: 'Best' }).click()
  await expect(page.getByText(/values of body_mass_g that several rows share/)).toBeVisible({ timeout: 30_000 })
  await paste(page, '{"kind": "comparison"')
  await expect(page.getByRole('region', { name: /^Messages/ }).getByText(/The pasted text is no JSON/)).toBeVisible()
})

test('repeats the settings compared over splits, with the corrected test', async ({ launch }) => {
  const { page } = await launch()
  await trained(page, { name: 'narrow', units: 1, epochs: 2 })
  await trained(page, { name: 'large', units: 64, epochs: 2 })
  await compare(page, ['narrow', 'large'])
  await tested(page)
  await page.getByRole('button', { name: 'Repeat over 5 splits' }).click()
  await expect(page.getByRole('list', { name: 'Runs compared' }).getByRole('listitem')).toHaveCount(12, { timeout: 100_000 })
  await expect(page.getByText(/setting of large .*over 6 runs each/)).toBeVisible({ timeout: 60_000 })
})

test('repeats the settings compared over seeds, and speaks of settings when the repeats have ended', async ({ launch }) => {
  const { page } = await launch()
  await trained(page, { name: 'narrow', units: 1, epochs: 3 })
  await trained(page, { name: 'large', units: 64, epochs: 3 })
  await compare(page, ['narrow', 'large'])
  await tested(page)
  await expect(page.getByText('One run each speaks of two models.')).toBeVisible()
  await page.getByRole('button', { name: 'Repeat over 5 seeds' }).click()
  // Five more of each join as they end.
  await expect(page.getByRole('list', { name: 'Runs compared' }).getByRole('listitem')).toHaveCount(12, { timeout: 100_000 })
  await expect(page.getByText(/The setting of large is (better|worse) than that of narrow over 6 runs each|the setting of large is better than that of narrow cannot be told over 6 runs each/)).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('heading', { name: 'Repeats' })).toBeVisible()
})

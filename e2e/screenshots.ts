import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright/test'
import { guessRecipe } from '@shared/recipe/guess'
import { defaultModel, defaultTraining } from '@shared/training/resolve'
import { beginRun, endless, finishedEpochs, status } from './begin-run'
import { expect, test, writeSettings } from './crossfade-app'
import type { Sandbox } from './crossfade-app'
import { repository } from './electron-under-test'
import { settled } from './settled'

// Every screen in both themes, of synthetic songs and CC0 penguins only: no row of anybody else's is shown.

const folder = join(repository, 'docs', 'screenshots')
const size = { width: 1280, height: 800 }
const go = (page: Page, screen: string) => page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: screen, exact: true }).click()

/** Takes the picture in both themes, which follow the system here. `rest`: waits until there is something to take. */
async function picture(page: Page, name: string, rest: (page: Page) => Promise<void> = settled): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    await rest(page)
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`) })
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

/** A window of the size of the pictures; the tour has been seen. */
function prepare(sandbox: Sandbox): void {
  mkdirSync(folder, { recursive: true })
  writeSettings(sandbox, { window: { ...size, maximized: false }, layout: { 'tour:seen': true } })
}

async function resize(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ BrowserWindow }, { width, height }) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height), size)
}

/** Begins a run that predicts the weight of the penguins. */
async function beginRegression(page: Page): Promise<string> {
  const opened = await page.evaluate(() => window.crossfade.openSample({ sample: 'penguins' }))
  if (!opened.ok) throw new Error(opened.error.message)
  const dataset = opened.value
  const recipe = guessRecipe(dataset.columns, dataset.rows, 'body_mass_g')
  const run = { dataset: dataset.id, name: 'Weight of penguins', recipe, model: defaultModel(dataset.rows, 6, 0), training: { ...defaultTraining('regression', dataset.rows), epochs: 60 } }
  const begun = await page.evaluate((argument) => window.crossfade.startRun(argument), run)
  if (!begun.ok) throw new Error(begun.error.message)
  return begun.value.id
}

const ended = (page: Page, id: string) => expect.poll(() => status(page, id), { timeout: 180_000 }).toBe('completed')

test('pictures of an empty workspace', async ({ launch, sandbox }) => {
  writeSettings(sandbox, { window: { ...size, maximized: false } })
  const { app, page } = await launch()
  await resize(app)
  await expect(page.getByRole('button', { name: /Open dataset/ }).first()).toBeVisible()
  await expect(page.getByText(/TensorFlow \d/)).toBeVisible({ timeout: 60_000 })
  await picture(page, 'welcome')
  for (const [screen, name] of [['Data', 'data-empty'], ['Runs', 'runs-empty'], ['Compare', 'compare-empty'], ['Studies', 'studies-empty']] as const) {
    await go(page, screen)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await picture(page, name)
  }
})

test('pictures of the songs and the penguins', async ({ launch, sandbox }) => {
  prepare(sandbox)
  const { app, page } = await launch()
  await resize(app)
  await expect(page.getByRole('button', { name: /Open dataset/ }).first()).toBeVisible()
  const regression = await beginRegression(page)
  await ended(page, regression)
  const songs = await beginRun(page, 'songs', { epochs: 20 })
  await page.evaluate(([id]) => window.crossfade.annotateRun({ id: id as string, name: 'Songs, as guessed', tags: ['baseline'] }), [songs])
  await ended(page, songs)
  const wider = await beginRun(page, 'songs', { epochs: 20, learningRate: 0.003, seed: 7 })
  await page.evaluate(([id]) => window.crossfade.annotateRun({ id: id as string, name: 'Songs, quicker steps' }), [wider])
  await ended(page, wider)

  await page.keyboard.press('Control+K')
  await page.keyboard.type('sample songs')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: /songs/ })).toBeVisible()
  await expect(page.getByText('Audit').first()).toBeVisible()
  await picture(page, 'data-songs')
  await page.getByRole('radio', { name: 'Columns', exact: true }).click()
  await picture(page, 'data-columns')
  await go(page, 'Design')
  await expect(page.getByRole('list', { name: 'Layers' })).toBeVisible()
  await picture(page, 'design')
  await page.getByRole('button', { name: 'Baselines' }).click()
  await expect(page.getByRole('menuitem', { name: /Boosted trees/ })).toBeVisible()
  await picture(page, 'design-baselines')
  await page.keyboard.press('Escape')

  const openRun = async (name: string) => {
    await go(page, 'Runs')
    await page.getByRole('button', { name, exact: true }).first().click()
    await expect(page.getByRole('tab', { name: 'Curves' })).toBeVisible()
  }
  await openRun('Songs, as guessed')
  await picture(page, 'run-curves')
  await page.getByRole('tab', { name: 'Evaluation' }).click()
  const view = (name: string) => page.getByRole('radiogroup', { name: 'View of the evaluation' }).getByRole('radio', { name, exact: true })
  await picture(page, 'run-confusion')
  await view('Curves').click()
  await expect(page.getByRole('figure', { name: 'ROC' })).toBeVisible()
  await picture(page, 'run-roc')
  await view('Mistakes').click()
  await expect(page.getByRole('table', { name: /Mistakes/ })).toBeVisible()
  await picture(page, 'run-mistakes')
  await view('Importance').click()
  await page.getByRole('button', { name: 'Measure importance' }).click()
  await expect(page.getByRole('table', { name: 'Importance by column' })).toBeVisible({ timeout: 120_000 })
  await picture(page, 'run-importance')
  await view('Slices').click()
  await page.getByRole('combobox', { name: 'Column to slice by' }).click()
  await page.getByRole('option', { name: /popularity/ }).click()
  await expect(page.getByRole('table', { name: /Metrics by popularity/ })).toBeVisible({ timeout: 60_000 })
  await picture(page, 'run-slices')
  for (const [tab, name] of [['Predict', 'run-predict'], ['Prove it', 'run-prove'], ['Take away', 'run-take-away']] as const) {
    await page.getByRole('tab', { name: tab, exact: true }).click()
    await expect(page.getByRole('tabpanel', { name: tab })).toBeVisible()
    await picture(page, name)
  }
  await openRun('Weight of penguins')
  await page.getByRole('tab', { name: 'Evaluation' }).click()
  await expect(page.getByRole('figure', { name: 'Predicted and actual' })).toBeVisible()
  await picture(page, 'run-regression')

  await go(page, 'Runs')
  await expect(page.getByRole('table', { name: 'Runs' }).getByRole('row').nth(3)).toBeVisible()
  await picture(page, 'runs')
  for (const name of ['Songs, as guessed', 'Songs, quicker steps']) await page.getByRole('row', { name: new RegExp(name) }).getByRole('checkbox').check()
  await page.getByRole('main').getByRole('button', { name: /^Compare/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Compare' })).toBeVisible()
  await picture(page, 'compare')
  await go(page, 'Settings')
  await picture(page, 'settings')
  await page.keyboard.press('Control+K')
  await expect(page.getByRole('dialog')).toBeVisible()
  await picture(page, 'palette')
  await page.keyboard.press('Escape')

  await page.evaluate(() => window.crossfade.openSample({ sample: 'penguins' }))
  const live = await beginRun(page, 'penguins', endless)
  await finishedEpochs(page, live, 30)
  await openRun('Test run')
  // A run at work never rests: its curves are there once they have a line.
  await picture(page, 'run-live', async () => expect(page.getByRole('figure').first()).toBeVisible())
  await page.evaluate(([id]) => window.crossfade.stopRun({ id: id as string, when: 'now' }), [live])
  await expect.poll(() => status(page, live), { timeout: 60_000 }).toBe('stopped')
})

test('pictures of errors', async ({ launch, sandbox }) => {
  prepare(sandbox)
  const broken = join(sandbox.dir, 'broken.csv')
  writeFileSync(broken, Buffer.from([0, 1, 2, 3, 255, 254, 0, 0, 10, 7, 0, 0]))
  const { app, page } = await launch()
  await resize(app)
  await expect(page.getByRole('button', { name: /Open dataset/ }).first()).toBeVisible()
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, broken)
  await page.getByRole('button', { name: /Open dataset/ }).first().click()
  await expect(page.getByRole('alert').first()).toBeVisible({ timeout: 30_000 })
  await picture(page, 'error-file')
  await page.getByRole('button', { name: /Penguins/i }).first().click()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await go(page, 'Design')
  await page.getByRole('button', { name: 'Add layer' }).click()
  await page.getByRole('menuitem', { name: /Piecewise-linear embedding/ }).click()
  // Behind another layer it cannot stand.
  await page.getByRole('listitem', { name: /Layer 1: Piecewise-linear/ }).press('Alt+ArrowDown')
  await page.keyboard.press('F5')
  await expect(page.getByRole('main').getByRole('alert').first()).toBeVisible()
  await picture(page, 'error-design')
})

test('pictures of a thousand runs', async ({ launch, sandbox }) => {
  execFileSync(process.execPath, [join(repository, 'bench', 'runs.mjs'), '--runs=1000', '--epochs=10', `--keep=${sandbox.dir}`, '--make-only'], { stdio: 'ignore' })
  prepare(sandbox)
  const { app, page } = await launch()
  await resize(app)
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  await go(page, 'Runs')
  await expect(page.getByRole('table', { name: 'Runs' }).getByRole('row').nth(10)).toBeVisible({ timeout: 60_000 })
  await picture(page, 'runs-thousand')
})

test('pictures of a study', async ({ launch, sandbox }) => {
  prepare(sandbox)
  const { app, page } = await launch()
  await resize(app)
  await page.getByRole('button', { name: /Sample songs/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Design' })).toBeVisible()
  await page.getByLabel('Epochs, at most', { exact: true }).fill('6')
  await page.keyboard.press('Control+Shift+N')
  await expect(page.getByRole('heading', { level: 1, name: 'New study' })).toBeVisible()
  await page.getByRole('button', { name: 'Add a setting' }).click()
  await page.getByRole('menuitem', { name: 'Activation', exact: true }).click()
  await expect(page.getByText(/TensorFlow \d/)).toBeVisible({ timeout: 60_000 })
  await picture(page, 'study-form')
  await page.getByRole('button', { name: 'Start the study' }).click()
  await expect(page.getByText(/(\d+) of \1 trials/)).toBeVisible({ timeout: 400_000 })
  await expect(page.getByRole('main').getByText('Completed', { exact: true }).first()).toBeVisible({ timeout: 60_000 })
  for (const [tab, name] of [['Progress', 'study-progress'], ['Trials', 'study-trials'], ['Parallel coordinates', 'study-parallel'], ['The choice', 'study-choice']] as const) {
    await page.getByRole('tab', { name: tab, exact: true }).click()
    await expect(page.getByRole('tabpanel', { name: tab })).toBeVisible()
    await picture(page, name)
  }
  await page.getByRole('tab', { name: 'What matters' }).click()
  await expect(page.getByText(/functional ANOVA/)).toBeVisible({ timeout: 60_000 })
  await page.getByRole('table', { name: /^Mean / }).scrollIntoViewIfNeeded()
  await picture(page, 'study-heat-map')
})

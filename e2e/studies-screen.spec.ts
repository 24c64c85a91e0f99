import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from 'playwright/test'
import { beginRun, status } from './begin-run'
import { expect, test } from './crossfade-app'
import { refusedContent, watchPolicy } from './policy-watch'
import { formAsText, newStudyAsText, openPenguins, studyOf } from './study-of'

const go = (page: Page, screen: string) => page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: screen, exact: true }).click()

/** Types over what a field holds, as a person does. */
async function type(field: Locator, text: string): Promise<void> {
  await field.fill(text)
  await field.press('Tab')
}

async function sound(page: Page, name: string): Promise<void> {
  await expect.soft(page.getByText('Something went wrong inside Crossfade'), name).toHaveCount(0)
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect.soft(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`), name).toEqual([])
  expect.soft(await refusedContent(page), name).toEqual([])
}

test('a search is made as a form, runs, is read and chosen from', async ({ launch }, info) => {
  test.setTimeout(240_000)
  const { page } = await launch()
  await watchPolicy(page)
  await go(page, 'Studies')
  await expect(page.getByText('No studies yet')).toBeVisible()
  await page.screenshot({ path: info.outputPath('empty.png') })
  await openPenguinsFromWelcome(page)
  await go(page, 'Studies')
  await page.getByRole('button', { name: /Search over settings of/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'New study' })).toBeVisible()

  // Three widths and three learning rates, as it begins; the problem stands at the field.
  const aside = page.getByRole('complementary', { name: 'What the study comes to' })
  await expect(aside.getByText('Trials', { exact: true }).locator('+ dd')).toHaveText('9')
  const widths = page.getByRole('listitem', { name: 'Units in each layer' }).getByRole('textbox')
  await type(widths, '8, 8')
  await expect(page.getByText('8 stands twice. Name each value once.').first()).toBeVisible()
  await sound(page, 'form with a problem')
  await page.screenshot({ path: info.outputPath('form-problem.png') })
  await type(widths, '8, 16')
  const rates = page.getByRole('listitem', { name: 'Learning rate' })
  await type(rates.getByRole('textbox'), '0.003, 0.01')
  await page.getByRole('button', { name: 'Add a setting' }).click()
  await page.getByRole('menuitem', { name: 'Activation', exact: true }).click()
  await expect(aside.getByText('Trials', { exact: true }).locator('+ dd')).toHaveText('12')
  // The same document as text.
  const { json, design: document } = await formAsText(page)
  document.experiment.training.epochs = 12
  await json.fill(JSON.stringify(document))
  await sound(page, 'JSON')
  await page.getByRole('tab', { name: 'Form' }).click()
  await expect(aside.getByText('144')).toBeVisible()
  await sound(page, 'form')
  await page.screenshot({ path: info.outputPath('form.png') })
  await page.getByRole('button', { name: 'Start the study' }).click()

  // The board, while it runs.
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible()
  await expect(page.getByText(/of 12 trials/)).toBeVisible()
  await expect(page.getByText(/12 of 12 trials/)).toBeVisible({ timeout: 120_000 })
  await expect.poll(async () => (await studyOf(page)).record.status).toBe('completed')
  for (const [tab, proof] of [
    ['Progress', page.getByRole('heading', { name: 'Best by validation' })],
    ['Trials', page.getByRole('table', { name: 'Trials' })],
    ['What matters', page.getByText(/functional ANOVA/)],
    ['Parallel coordinates', page.getByRole('group', { name: 'Parallel coordinates' })],
    // Where every resample comes to the same, that is what it says instead.
    ['The choice', page.getByText(/Bootstrap bias correction|resamples of the 34 validation rows come to the same/)],
  ] as const) {
    await page.getByRole('tab', { name: tab, exact: true }).click()
    await expect(proof).toBeVisible()
    // Every trial was heard of while it ran: nothing was read again.
    if (tab === 'Trials') await expect(proof.getByRole('row')).toHaveCount(13)
    await page.screenshot({ path: info.outputPath(`board-${tab.toLowerCase().replace(/ /g, '-')}.png`) })
    await sound(page, tab)
  }

  // The best so far by the clock, and two settings together of one's choice.
  await page.getByRole('tab', { name: 'Progress' }).click()
  await page.getByRole('radio', { name: 'Minutes' }).click()
  await expect(page.getByRole('figure', { name: 'Best so far' }).getByRole('columnheader', { name: 'Minutes since the first began', includeHidden: true })).toHaveCount(1)
  await sound(page, 'best so far over minutes')
  await page.getByRole('tab', { name: 'What matters' }).click()
  const heat = page.getByRole('main').getByRole('table', { name: /^Mean Accuracy by/ })
  for (const [axis, setting] of [['Across', 'Activation'], ['Down', 'Units in each layer']] as const) {
    await page.getByRole('combobox', { name: axis, exact: true }).click()
    await page.getByRole('option', { name: setting, exact: true }).click()
  }
  await expect(heat.getByRole('columnheader')).toHaveText([/Units in each layer . Activation/, 'ReLU', 'Tanh', 'Sigmoid'])
  await expect(heat.getByRole('rowheader')).toHaveText(['8', '16'])
  // Twelve combinations, two in each of the six cells.
  await expect(heat.getByTitle('Mean of 2')).toHaveCount(6)

  // Brushing with the keyboard keeps the better half of the objective.
  await page.getByRole('tab', { name: 'Parallel coordinates' }).click()
  const handle = page.getByRole('slider', { name: 'Accuracy, from' })
  await handle.focus()
  for (let i = 0; i < 19; i++) await handle.press('ArrowUp')
  const { ranking } = await studyOf(page)
  const [best, worst] = [ranking[0]?.objective ?? 0, ranking[ranking.length - 1]?.objective ?? 0]
  const passing = ranking.filter((one) => one.objective >= worst + 0.95 * (best - worst) - 1e-9).length
  await expect(page.getByText(`${passing} of 12 combinations pass the brushes`)).toBeVisible()

  // The test rows: none scored until the one is chosen, and then with its record of when.
  expect((await studyOf(page)).record.chosen).toBeNull()
  await page.getByRole('tab', { name: 'The choice' }).click()
  await page.getByRole('button', { name: 'Score the test rows of the chosen one' }).click()
  await expect(page.getByText(/test rows, scored today/)).toBeVisible({ timeout: 60_000 })
  const { chosen } = (await studyOf(page)).record
  expect(chosen).toMatchObject({ outOf: 12, trial: ranking[0]?.trials[0], validation: best })
  await page.screenshot({ path: info.outputPath('chosen.png') })
  await page.getByRole('button', { name: 'Open its run' }).first().click()
  await expect(page.getByRole('tab', { name: 'Curves' })).toBeVisible()
  await go(page, 'Studies')
  await expect(page.getByRole('tab', { name: 'The choice' })).toBeVisible()
  await page.getByRole('button', { name: 'All studies' }).click()
  await expect(page.getByRole('table', { name: 'Studies' }).getByRole('row')).toHaveCount(2)
  await sound(page, 'list')
  await page.screenshot({ path: info.outputPath('list.png') })

  // The same in the dark.
  await page.evaluate(() => window.crossfade.changeSettings({ theme: 'dark' }))
  await page.reload()
  await go(page, 'Studies')
  await page.getByRole('button', { name: '16 relu, search', exact: true }).click()
  for (const tab of ['Progress', 'Trials', 'What matters', 'Parallel coordinates', 'The choice']) {
    await page.getByRole('tab', { name: tab, exact: true }).click()
    if (tab === 'What matters') await expect(page.getByText(/functional ANOVA/)).toBeVisible()
    await sound(page, `${tab}, dark`)
  }
})

async function openPenguinsFromWelcome(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Crossfade, welcome screen' }).click()
  await openPenguins(page)
}

test('a study is paused, resumed, added to and given another budget while it runs; one trial is stopped', async ({ launch }) => {
  test.setTimeout(240_000)
  const { page } = await launch()
  const { json, design: document } = await newStudyAsText(page)
  await json.fill(JSON.stringify({ ...document, experiment: { ...document.experiment, training: { ...document.experiment.training, epochs: 4000, stopping: { ...document.experiment.training.stopping, patience: 0 } } } }))
  await page.getByRole('button', { name: 'Start the study' }).click()
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible({ timeout: 60_000 })
  await expect.poll(async () => (await studyOf(page)).progress.running, { timeout: 60_000 }).toBeGreaterThan(0)

  // One trial is stopped for good; the next takes its place.
  await page.getByRole('tab', { name: 'Trials' }).click()
  await page.getByRole('button', { name: 'Stop trial 1', exact: true }).click()
  await expect.poll(async () => (await studyOf(page)).trials[0]?.status, { timeout: 60_000 }).toBe('stopped')
  await expect(page.getByRole('row', { name: /Open the run of trial 1 / }).or(page.getByRole('row').filter({ hasText: 'Stopped' })).first()).toBeVisible()

  // By hand, and another budget, while it runs.
  await page.getByRole('button', { name: 'Add trial…' }).click()
  await page.getByRole('dialog', { name: 'Add trial…' }).getByRole('button', { name: 'Add the trial' }).click()
  await expect(page.getByText(/Added: it is tried next/)).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Budget…' }).click()
  const budget = page.getByRole('dialog', { name: 'Budget…' })
  await type(budget.getByRole('spinbutton', { name: /Trials, at most/ }), '4')
  await budget.getByRole('button', { name: 'Change the budget' }).click()
  await expect(budget).toBeHidden()
  expect((await studyOf(page)).record.design.budget.trials).toBe(4)

  // Paused, everything keeps what it has; resumed, nothing finished is trained again.
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Resume', exact: true })).toBeVisible({ timeout: 60_000 })
  const paused = await studyOf(page)
  expect(paused.record.status).toBe('paused')
  await page.getByRole('button', { name: 'Resume', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible({ timeout: 60_000 })
  const resumed = await studyOf(page)
  expect(resumed.trials[0]).toEqual(paused.trials[0])
  expect(resumed.trials.slice(0, paused.trials.length).map((trial) => trial.run)).toEqual(paused.trials.map((trial) => trial.run))
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Resume', exact: true })).toBeVisible({ timeout: 60_000 })
})

test('a run is repeated over seeds, and cross-validated, from its own menu', async ({ launch }, info) => {
  test.setTimeout(240_000)
  const { page } = await launch()
  await watchPolicy(page)
  const run = await beginRun(page, 'penguins', { epochs: 5 })
  await expect.poll(() => status(page, run), { timeout: 60_000 }).toBe('completed')
  await go(page, 'Runs')
  for (const [action, result] of [
    ['Repeat over seeds…', /mean of 5 seeds/],
    ['Cross-validate…', /mean of 5 folds/],
  ] as const) {
    await go(page, 'Runs')
    await page.getByRole('main').getByRole('button', { name: 'Test run', exact: true }).last().click()
    await page.getByRole('button', { name: 'More actions for this run' }).click()
    await page.getByRole('menuitem', { name: action }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'New study' })).toBeVisible()
    await page.getByRole('button', { name: 'Start the study' }).click()
    await expect(page.getByText(/5 of 5 trials/)).toBeVisible({ timeout: 120_000 })
    await expect(page.getByText(result).first()).toBeVisible()
    await page.screenshot({ path: info.outputPath(`${action.slice(0, 5)}.png`), fullPage: true })
    await sound(page, action)
  }
  // Folds share training rows: the interval is the corrected one, and says so.
  await expect(page.getByText(/corrected resampled t/)).toBeVisible()
  const { record } = await studyOf(page)
  expect(record.design.plan).toMatchObject({ kind: 'k-fold', folds: 5, stratified: true })
})

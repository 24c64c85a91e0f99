import { expect, test } from './crossfade-app'
import { openPenguins, studyOf } from './study-of'

test('trees are searched among as networks are: chosen in the form, ranked on the board, and a run of them is the base of the next study', async ({ launch }, info) => {
  test.setTimeout(240_000)
  const { page } = await launch()
  const main = page.getByRole('main')
  await openPenguins(page)
  await page.keyboard.press('Control+Shift+N')
  await main.getByRole('radio', { name: 'Boosted trees' }).click()
  const space = main.getByRole('list', { name: 'Settings to vary' })
  await expect(space.getByRole('listitem')).toHaveText([/Leaves/, /Learning rate of trees/])
  await main.getByRole('button', { name: 'Add a setting' }).click()
  await page.getByRole('menuitem', { name: 'Rounds', exact: true }).click()
  await space.getByRole('listitem', { name: 'Rounds' }).getByRole('textbox').fill('5, 10')
  const side = page.getByRole('complementary', { name: 'What the study comes to' })
  await expect(side.getByText('Trials', { exact: true }).locator('+ dd')).toHaveText('18')
  // What goes on from checkpoints is not offered.
  await main.getByRole('combobox', { name: 'Which combinations are tried' }).click()
  await expect(page.getByRole('option', { name: 'TPE (Bayesian)' })).toBeVisible()
  await expect(page.getByRole('option', { name: 'Hyperband' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await page.screenshot({ path: info.outputPath('form.png') })
  // Networks again, and back: the space is that of what is trained.
  await main.getByRole('radio', { name: 'Network' }).click()
  await expect(space.getByRole('listitem')).toHaveText([/Units in each layer/, /Learning rate/])
  await main.getByRole('radio', { name: 'Forest' }).click()
  await expect(space.getByRole('listitem')).toHaveText([/Leaves/, /Share of the columns/])
  await main.getByRole('radio', { name: 'Boosted trees' }).click()
  await main.getByRole('button', { name: 'Leave out Leaves' }).click()

  await page.getByRole('button', { name: 'Start the study' }).click()
  await expect(page.getByText(/3 of 3 trials/)).toBeVisible({ timeout: 120_000 })
  await expect.poll(async () => (await studyOf(page)).record.status, { timeout: 60_000 }).toBe('completed')
  await page.screenshot({ path: info.outputPath('board.png') })
  const { record, trials } = await studyOf(page)
  expect(record.design.trees).toMatchObject({ kind: 'boosted-trees', rounds: 200 })
  expect(trials.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed'])

  await page.getByRole('tab', { name: 'The choice' }).click()
  await main.getByRole('button', { name: 'Score the test rows of the chosen one' }).click()
  await expect(main.getByText(/test rows, scored today/)).toBeVisible({ timeout: 60_000 })
  const { chosen } = (await studyOf(page)).record
  await page.evaluate((id) => window.crossfade.annotateRun({ id, name: 'Best trees' }), chosen?.run ?? '')

  // Its run is one like any other, and can be repeated.
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Runs', exact: true }).click()
  await main.getByRole('table', { name: 'Runs' }).getByRole('button', { name: 'Best trees', exact: true }).click()
  await main.getByRole('button', { name: 'More actions for this run' }).click()
  await page.getByRole('menuitem', { name: 'Repeat over seeds…' }).click()
  await expect(main.getByRole('radio', { name: 'Boosted trees' })).toBeChecked()
  await page.getByRole('button', { name: 'Start the study' }).click()
  await expect(page.getByText(/5 of 5 trials/)).toBeVisible({ timeout: 120_000 })
  expect((await studyOf(page)).record).toMatchObject({ of: chosen?.run, design: { trees: { kind: 'boosted-trees' }, plan: { kind: 'repeat' } } })
})

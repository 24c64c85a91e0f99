import { readdirSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { answerDialogs } from './answer-dialogs'
import { beginRun, status } from './begin-run'
import { expect, test, writeSettings } from './crossfade-app'
import { complaints, main } from './predict-tab'
import { settled } from './settled'

test('runs of another program are read, marked, shown and compared, and nothing else is done with them', async ({ launch, sandbox }) => {
  writeSettings(sandbox, { layout: { 'tour:seen': true } })
  const { app, page } = await launch()
  const id = await beginRun(page, 'penguins', { epochs: 5 })
  await expect.poll(() => status(page, id), { timeout: 90_000 }).toBe('completed')
  // Event files as a program leaves them that was killed while it wrote.
  const events = join(sandbox.dir, 'events')
  await answerDialogs(app, { open: events, save: events })
  const exported = await page.evaluate((run) => window.crossfade.exportRun({ id: run, format: 'tensorboard', epoch: 'best' }), id)
  expect(exported).toMatchObject({ ok: true })
  const [validation = ''] = readdirSync(events, { recursive: true }).map(String).filter((name) => /validation.*tfevents/.test(name))
  truncateSync(join(events, validation), statSync(join(events, validation)).size - 7)

  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Runs', exact: true }).click()
  await page.getByRole('button', { name: 'Import runs…' }).click()
  await expect(page.getByRole('region', { name: /^Messages/ }).getByText('1 run of TensorBoard read.')).toBeVisible({ timeout: 30_000 })
  const row = main(page).getByRole('row').filter({ has: page.getByText('imported', { exact: true }) })
  await expect(row).toHaveCount(1)
  await settled(page)
  expect(await complaints(page)).toEqual([])

  await row.getByRole('button').first().click()
  await expect(main(page).getByText(/it cannot be resumed, scored, predicted with, proved or taken away/)).toBeVisible()
  for (const name of ['Evaluation', 'Predict', 'Prove it']) await expect(page.getByRole('tab', { name, exact: true })).toBeDisabled()
  await expect(main(page).getByRole('button', { name: /Train on|Resume/ })).toHaveCount(0)
  await expect(page.getByRole('heading', { name: /^Epoch \d/ })).toBeVisible()
  await settled(page)
  expect(await complaints(page)).toEqual([])
  await page.getByRole('tab', { name: 'Config', exact: true }).click()
  await expect(page.getByText('What the other program tells of its settings')).toBeVisible()

  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Runs', exact: true }).click()
  for (const box of await main(page).getByRole('checkbox', { name: /^Choose (?!all)/ }).all()) await box.check()
  await main(page).getByRole('button', { name: /^Compare 2/ }).click()
  await expect(main(page).getByText(/read from another program: which rows were scored there is not known/)).toBeVisible({ timeout: 30_000 })
  await settled(page)
  expect(await complaints(page)).toEqual([])

  // A folder without runs is said, and the list stays as it was.
  await answerDialogs(app, { open: sandbox.userData, save: sandbox.userData })
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Runs', exact: true }).click()
  await page.getByRole('button', { name: 'Import runs…' }).click()
  await expect(page.getByRole('region', { name: /^Messages/ }).getByText(/holds no TensorBoard event files/)).toBeVisible({ timeout: 30_000 })
})

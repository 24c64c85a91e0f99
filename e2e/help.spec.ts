import { existsSync } from 'node:fs'
import type { ElectronApplication, Page } from 'playwright/test'
import { beginRun, status } from './begin-run'
import { expect, test } from './crossfade-app'

const go = (page: Page, screen: string) => page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: screen, exact: true }).click()

/** Documents that the program asked the system to show, from here on. */
async function watchOpened(app: ElectronApplication): Promise<() => Promise<readonly string[]>> {
  await app.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openPath = (path) => {
      opened.push(path)
      return Promise.resolve('')
    }
  })
  return () => app.evaluate(() => Reflect.get(globalThis, 'opened') as readonly string[])
}

test('each screen leads to the page of the documentation that explains it', async ({ launch }) => {
  const { app, page } = await launch()
  const id = await beginRun(page, 'penguins', { epochs: 2 })
  await expect.poll(() => status(page, id), { timeout: 60_000 }).toBe('completed')
  await page.getByRole('button', { name: /Palmer penguins/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Design' })).toBeVisible()
  const opened = await watchOpened(app)
  const pages = { Data: 'data-pipeline', Design: 'training-engine', Runs: 'run-format', Compare: 'comparing-runs', Studies: 'studies', Settings: 'training-engine' }
  let count = 0
  for (const [screen, document] of Object.entries(pages)) {
    await go(page, screen)
    await page.getByRole('main').getByRole('button', { name: 'Read about this screen' }).click()
    count += 1
    await expect.poll(async () => (await opened()).length).toBe(count)
    const path = (await opened())[count - 1] ?? ''
    expect(path.endsWith(`${document}.md`), path).toBe(true)
    expect(existsSync(path), path).toBe(true)
  }
})

/** Labels of settings in view that have no line under them. */
const bare = (page: Page): Promise<readonly string[]> =>
  page.getByRole('main').evaluate((main) =>
    [...main.querySelectorAll('.labelled')]
      .filter((one) => (one.querySelector('.about')?.textContent.trim() ?? '') === '' && one.querySelector('textarea, input[maxlength]') === null)
      .map((one) => one.querySelector('label')?.textContent ?? '?'),
  )

test('each setting has a line that says what it does', async ({ launch }) => {
  const { page } = await launch()
  await page.getByRole('button', { name: /Palmer penguins/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Design' })).toBeVisible()
  for (const section of ['Loss and regularisation', 'Engine and files']) await page.getByText(section).click()
  await page.getByRole('button', { name: 'More settings of layer 1' }).click()
  expect(await bare(page)).toEqual([])
  for (const [setting, values] of [
    ['Optimiser', ['AdamW', 'Nadam', 'Lion', 'SGD with momentum', 'RMSprop']],
    ['Schedule', ['Steps', 'Exponential decay', 'Cosine', 'Reduce on plateau', 'One cycle']],
  ] as const) {
    for (const value of values) {
      await page.getByLabel(setting, { exact: true }).click()
      await page.getByRole('option', { name: value, exact: true }).click()
      await expect(page.getByRole('combobox', { name: setting, exact: true })).toHaveText(value)
      expect(await bare(page), value).toEqual([])
    }
  }
  await go(page, 'Settings')
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
  expect(await bare(page)).toEqual([])
  // The form of a study, whichever kind and strategy is chosen.
  await go(page, 'Studies')
  await page.getByRole('button', { name: /Search over settings of/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'New study' })).toBeVisible()
  await expect(page.getByRole('main').getByRole('button', { name: 'Read about this screen' })).toBeVisible()
  await page.getByText(/End trials early/).click()
  expect(await bare(page)).toEqual([])
  const rates = page.getByRole('listitem', { name: 'Learning rate' })
  await rates.getByRole('radio', { name: 'Range' }).click()
  await expect(rates.getByRole('spinbutton', { name: 'Steps' })).toBeVisible()
  await page.getByRole('button', { name: 'Add a setting' }).click()
  await page.getByRole('menuitem', { name: 'Another setting, by its path' }).click()
  for (const strategy of ['Grid', 'Random', 'Sobol points', 'Latin hypercube', 'TPE (Bayesian)', 'Successive halving', 'Hyperband']) {
    const chosen = page.getByRole('combobox', { name: 'Which combinations are tried' })
    await chosen.click()
    await page.getByRole('option', { name: strategy, exact: true }).click()
    await expect(chosen).toHaveText(strategy)
    expect(await bare(page), strategy).toEqual([])
  }
  for (const kind of ['Repeat over seeds', 'Learning curve', 'Cross-validation']) {
    await page.getByRole('radio', { name: kind }).click()
    await expect(page.getByRole('heading', { level: 2, name: kind })).toBeVisible()
    expect(await bare(page), kind).toEqual([])
  }
})

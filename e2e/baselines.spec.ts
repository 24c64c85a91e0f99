import { expect, test } from './crossfade-app'

test('baselines train beside the network, each with its cost said before', async ({ launch }) => {
  const { page } = await launch()
  const main = page.getByRole('main')
  await page.getByRole('button', { name: /Palmer penguins/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Design' })).toBeVisible()
  // Before any run on this machine the time is a rough one.
  await expect(main.getByText(/^roughly \d/)).toBeVisible()

  const button = page.getByRole('button', { name: 'Baselines' })
  await button.click()
  const choices = page.getByRole('menuitem')
  await expect(choices).toHaveCount(5)
  await expect(choices.filter({ hasText: 'Most frequent class' })).toContainText('about a second')
  await expect(choices.filter({ hasText: 'Logistic regression' })).toContainText('at most 100 epochs')
  await expect(choices.filter({ hasText: 'Boosted trees' })).toContainText(/3 trees a round, one a class.*at most about/)
  await choices.filter({ hasText: 'All four' }).press('Enter')
  await expect(page.getByText('4 baselines have begun, on the same rows and split.', { exact: true })).toBeVisible()
  // The focus is where it was: the next thing may be Train.
  await expect(button).toBeFocused()

  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Runs' })).toBeVisible()
  for (const name of ['Most frequent class', 'Logistic regression', 'Boosted trees', 'Forest of trees']) {
    await expect(main.getByRole('row', { name: new RegExp(name) })).toContainText('Completed', { timeout: 60_000 })
  }

  // Trees grow in rounds.
  // The list of what waits may still name it too.
  await main.getByRole('table', { name: 'Runs' }).getByRole('button', { name: 'Boosted trees', exact: true }).click()
  await expect(main.getByRole('radiogroup', { name: 'X axis' }).getByRole('radio')).toHaveText(['Round', 'Minutes'])
  await expect(main.getByRole('heading', { level: 2, name: /^Round \d+$/ })).toBeVisible()
})

test('a baseline of a design that cannot be trained shows why', async ({ launch }) => {
  const { page } = await launch()
  await page.getByRole('button', { name: /Palmer penguins/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Design' })).toBeVisible()
  await page.getByRole('button', { name: 'Add layer' }).click()
  await page.getByRole('menuitem', { name: /Piecewise-linear embedding/ }).click()
  // Behind another layer it cannot stand.
  await page.getByRole('listitem', { name: /Layer 1: Piecewise-linear/ }).press('Alt+ArrowDown')
  const alert = page.getByRole('main').getByRole('alert').first()
  await expect(alert).toBeVisible()
  await page.getByRole('button', { name: 'Baselines' }).click()
  await page.getByRole('menuitem', { name: /Forest of trees/ }).click()
  await expect(page.getByRole('main').getByRole('alert').first()).toBeInViewport()
  await expect(page.getByText('has begun', { exact: false })).toHaveCount(0)
})

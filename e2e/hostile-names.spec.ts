import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './crossfade-app'
import { refusedContent, watchPolicy } from './policy-watch'

const image = '<img src=x onerror="document.title=\'taken\'">'
const names = ['constructor', '__proto__', image] as const

/** 120 rows whose columns are called what every object has, and what a page would run. */
function hostile(): string {
  const quoted = (text: string) => `"${text.replace(/"/g, '""')}"`
  const row = (i: number) => `${((i * 37) % 97) / 10},${['<b>bold</b>', '__proto__', 'toString'][i % 3] ?? ''},${(i * 13) % 41},${(i * 37) % 97 > 48 ? 'hasOwnProperty' : '<i>low</i>'}`
  return `${[...names, 'label'].map(quoted).join(',')}\n${Array.from({ length: 120 }, (_, i) => row(i)).join('\n')}\n`
}

test('shows names and cells that are code to others as the text they are, and counts their columns', async ({ launch, sandbox }, info) => {
  const { app, page } = await launch()
  await watchPolicy(page)
  const path = join(sandbox.dir, 'hostile.csv')
  writeFileSync(path, hostile())
  await expect(page.getByRole('button', { name: /Open dataset/ }).first()).toBeVisible()
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, path)
  await page.keyboard.press('Control+o')
  await expect(page.getByRole('heading', { level: 1, name: 'hostile.csv' })).toBeVisible({ timeout: 60_000 })
  const main = page.getByRole('main')
  await expect(main.getByText(/120 rows · 4 columns/)).toBeVisible()
  const title = await page.title()

  const asText = async () => {
    expect(await page.locator('img[src="x"]').count()).toBe(0)
    expect(await page.locator('main b, main i').filter({ hasText: /^(bold|low)$/ }).count()).toBe(0)
    expect(await page.title()).toBe(title)
    await expect(main.getByText(/\bNaN\b|\[object |undefined|function Object/)).toHaveCount(0)
  }
  for (const name of names) {
    const button = main.getByRole('button', { name: `${name}: show its profile`, exact: true })
    await expect(button).toContainText(name)
    await button.click()
    await expect(main.getByRole('heading', { name, exact: true }).or(main.getByText(name, { exact: true })).first()).toBeVisible()
  }
  await expect(main.getByText('<b>bold</b>', { exact: true }).first()).toBeVisible()
  await expect(page.getByRole('region', { name: 'Findings' })).toBeVisible({ timeout: 60_000 })
  await asText()
  await page.screenshot({ path: info.outputPath('data.png') })

  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Design', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Design' })).toBeVisible()
  // Three features: two numbers, and a category of three values.
  const layers = main.getByRole('list', { name: 'Layers' })
  await expect(layers.getByRole('listitem').first()).toContainText('3 features')
  await expect(layers.getByRole('listitem').first()).toContainText(/(?<!\d)5 numbers a row/)
  const parameters = main.locator('dl > div').filter({ hasText: /^Parameters/ }).locator('dd').first()
  await expect(parameters).toHaveText(/^(about )?[1-9][\d,]*$/)
  await asText()
  await page.screenshot({ path: info.outputPath('design.png') })

  // It trains, too, and every input is there.
  await page.getByLabel('Epochs, at most').fill('2')
  await page.getByLabel('Name of the run').fill(image)
  await page.getByLabel('Name of the run').press('Tab')
  await main.getByRole('button', { name: /^Train/ }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: image })).toBeVisible({ timeout: 60_000 })
  await expect(main.getByText('Completed').first()).toBeVisible({ timeout: 60_000 })
  await asText()
  const list = await page.evaluate(async () => {
    const answer = await window.crossfade.listRuns({ from: 0 })
    return answer.ok ? answer.value.entries : '[]'
  })
  expect(JSON.parse(list)).toMatchObject([{ record: { status: 'completed', dataset: { features: 5, classes: 2 }, experiment: { recipe: { columns: { features: names } } } } }])
  expect(await refusedContent(page)).toEqual([])
})

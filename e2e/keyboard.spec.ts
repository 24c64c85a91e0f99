import type { Page } from 'playwright/test'
import { expect, test, writeSettings } from './crossfade-app'

/** Presses Tab until what has the focus is called so; a person would too. */
async function tabTo(page: Page, name: RegExp | string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let i = 0; i < 80; i++) {
    const called = await page.evaluate(() => {
      const element = document.activeElement
      if (!(element instanceof HTMLElement)) return ''
      const labelled = element instanceof HTMLInputElement ? [...(element.labels ?? [])].map((label) => label.textContent).join(' ') : ''
      return (element.getAttribute('aria-label') ?? '') || labelled || (element.textContent ?? '').trim()
    })
    if (typeof name === 'string' ? called === name : name.test(called)) return
    await page.keyboard.press(key)
  }
  throw new Error(`Tab did not reach ${String(name)}.`)
}

/** Runs a command from the palette. */
async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+K')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
}

test('open, train twice and compare without a mouse', async ({ launch, sandbox }) => {
  writeSettings(sandbox, { layout: { 'tour:seen': true } })
  const { page } = await launch()
  await expect(page.getByRole('button', { name: /Open dataset/ }).first()).toBeVisible()
  await command(page, 'penguins')
  await expect(page.getByText('Adelie').first()).toBeVisible()

  for (const epochs of ['3', '5']) {
    await page.keyboard.press('Control+2')
    await expect(page.getByRole('heading', { level: 1, name: 'Design' })).toBeVisible()
    // The focus is in the screen, not lost.
    expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY')
    await page.getByRole('spinbutton', { name: 'Epochs, at most' }).focus()
    await page.keyboard.press('Control+A')
    await page.keyboard.type(epochs)
    await page.keyboard.press('F5')
    await expect(page.getByRole('tab', { name: 'Curves' })).toBeVisible()
    await expect(page.getByRole('main').getByText('Completed').first()).toBeVisible({ timeout: 60_000 })
    expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY')
  }

  // The tabs of a run by arrow keys.
  await tabTo(page, 'Curves')
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('tabpanel', { name: 'Evaluation' })).toBeVisible()

  await page.keyboard.press('Control+3')
  await expect(page.getByRole('heading', { level: 1, name: 'Runs' })).toBeVisible()
  await tabTo(page, 'Choose all runs')
  await page.keyboard.press('Space')
  await tabTo(page, /^Compare/, 'Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Compare' })).toBeVisible()
  await expect(page.getByText(/2 runs on test rows/)).toBeVisible()
})

test('a list opens, chooses and gives the focus back', async ({ launch, sandbox }) => {
  writeSettings(sandbox, { layout: { 'tour:seen': true } })
  const { page } = await launch()
  await expect(page.getByRole('button', { name: /Open dataset/ }).first()).toBeVisible()
  await page.keyboard.press('Control+6')
  const mode = page.getByRole('combobox', { name: 'Engine mode' })
  await mode.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('option', { name: 'graph' })).toBeVisible()
  await page.keyboard.type('gra')
  await page.keyboard.press('Enter')
  await expect(mode).toHaveText(/graph/)
  await expect(mode).toBeFocused()
  const saved = await page.evaluate(() => window.crossfade.snapshot())
  expect(saved).toMatchObject({ ok: true, value: { settings: { newRuns: { engine: 'graph' } } } })
})

test('layers are moved, copied and undone by keys', async ({ launch, sandbox }) => {
  writeSettings(sandbox, { layout: { 'tour:seen': true } })
  const { page } = await launch()
  await expect(page.getByRole('button', { name: /Open dataset/ }).first()).toBeVisible()
  await command(page, 'penguins')
  await expect(page.getByText('Adelie').first()).toBeVisible()
  await page.keyboard.press('Control+2')
  const layers = page.getByRole('list', { name: 'Layers' })
  const cards = layers.locator('[data-layer]')
  await expect(cards).toHaveCount(1)
  await cards.first().focus()
  await page.keyboard.press('Control+C')
  await page.keyboard.press('Control+V')
  await expect(cards).toHaveCount(2)
  await page.keyboard.press('Control+Z')
  await expect(cards).toHaveCount(1)
  // A number that cannot be is not taken, and the card says why.
  const units = page.getByRole('spinbutton', { name: /units/i }).first()
  const before = await units.inputValue()
  await units.fill('0')
  await page.keyboard.press('Tab')
  await expect(page.getByText(`Not less than 1. ${before} stays.`)).toBeVisible()
  await expect(units).toHaveValue(before)
})

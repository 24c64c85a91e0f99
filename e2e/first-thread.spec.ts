import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright/test'
import { expect, test } from './crossfade-app'
import { repository } from './electron-under-test'
import { refusedContent, watchPolicy } from './policy-watch'

const songs = join(repository, 'resources', 'samples', 'synthetic_songs.csv')

/** The next open dialog of the system gives this file. */
const pickNext = (app: ElectronApplication, path: string) =>
  app.evaluate(({ dialog }, picked) => {
    Object.assign(dialog, { showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [picked] }) })
  }, path)

const go = (page: Page, screen: string) => page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: screen, exact: true }).click()

/** The rows of the table that stands behind a chart: epoch, training, validation. */
async function points(page: Page, chart: string): Promise<number[][]> {
  const rows = page.getByRole('table', { name: chart, exact: true }).locator('tbody tr')
  return rows.evaluateAll((found) => found.map((row) => [...row.children].map((cell) => Number(cell.textContent))))
}

/** What an independent program makes of the saved model: plain tfjs-node in a process of its own. */
function scoredElsewhere(runFolder: string, preparedFolder: string): { readonly rows: number; readonly accuracy: number } {
  const script = join(repository, 'e2e', 'fixtures', 'score-saved-model.mjs')
  const output = execFileSync(process.execPath, [script, runFolder, preparedFolder], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  return JSON.parse(output) as { rows: number; accuracy: number }
}

test('opens the synthetic songs, trains three epochs, keeps the model, and finds the run after a restart', async ({ launch, sandbox }) => {
  const first = await launch()
  const { app, page } = first
  await watchPolicy(page)

  await test.step('open the table', async () => {
    await pickNext(app, songs)
    await page.getByRole('button', { name: /Open dataset/ }).click()
    await expect(page.getByRole('heading', { level: 1 })).toContainText(/Data|synthetic_songs/)
    await expect(page.getByText('11,400 rows').first()).toBeVisible()
    await expect(page.getByText(/synthetic/i).first()).toBeVisible()
    await expect(page.getByText('acoustic').first()).toBeVisible()
  })

  await test.step('train three epochs', async () => {
    await go(page, 'Design')
    await page.getByLabel('Epochs, at most').fill('3')
    await page.getByLabel('Name of the run').fill('Three epochs')
    await page.getByLabel('Name of the run').press('Tab')
    await page.getByRole('button', { name: 'Train', exact: false }).last().click()
    await expect(page.getByRole('heading', { level: 1, name: 'Three epochs' })).toBeVisible()
    await expect(page.getByText('Completed').first()).toBeVisible({ timeout: 60_000 })
  })

  const runs = readdirSync(join(sandbox.workspace, 'runs'))
  expect(runs).toHaveLength(1)
  const folder = join(sandbox.workspace, 'runs', runs[0] ?? '')
  const record = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as {
    readonly status: string
    readonly epochs: number
    readonly prepared: string
    readonly dataset: { readonly synthetic: boolean }
    readonly test: { readonly accuracy: number }
    readonly split: { readonly test: number }
  }

  await test.step('see three points on each chart, as they are on the disk', async () => {
    const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { epoch: number; loss: number; validation: { loss: number } })
    expect(lines).toHaveLength(3)
    await expect.poll(() => points(page, 'Loss')).toHaveLength(3)
    await expect.poll(() => points(page, 'Accuracy')).toHaveLength(3)
    const shown = await points(page, 'Loss')
    lines.forEach(({ epoch, loss, validation }, index) => {
      expect(shown[index]?.[0]).toBe(epoch)
      expect(shown[index]?.[1]).toBeCloseTo(loss, 5)
      expect(shown[index]?.[2]).toBeCloseTo(validation.loss, 5)
    })
  })

  await test.step('get the same test accuracy from the saved model elsewhere', async () => {
    expect(record).toMatchObject({ status: 'completed', epochs: 3, dataset: { synthetic: true } })
    expect(existsSync(join(folder, 'pipeline.json'))).toBe(true)
    const elsewhere = scoredElsewhere(folder, join(sandbox.workspace, 'cache', 'prepared', record.prepared))
    expect(elsewhere.rows).toBe(record.split.test)
    expect(Math.abs(elsewhere.accuracy - record.test.accuracy)).toBeLessThanOrEqual(1e-6)
    // Three epochs are enough to be far above chance (1 in 114).
    expect(record.test.accuracy).toBeGreaterThan(0.03)
    await expect(page.getByRole('region', { name: 'Test rows' })).toContainText(`${(record.test.accuracy * 100).toFixed(1)} %`)
  })

  expect(await refusedContent(page)).toEqual([])
  await app.close()

  await test.step('find the run after a restart', async () => {
    const second = await launch()
    await go(second.page, 'Runs')
    await second.page.getByRole('button', { name: 'Three epochs', exact: true }).click()
    await expect(second.page.getByText('Completed').first()).toBeVisible()
    await expect.poll(() => points(second.page, 'Loss')).toHaveLength(3)
  })
})

test('opens a file that is dropped on the window', async ({ launch }) => {
  const { page } = await launch()
  // Before the screen is there, nothing hears a drop.
  await expect(page.getByRole('main').getByRole('button', { name: 'Open dataset…' })).toBeVisible()
  // A File with a path behind it, as a drop brings it; a debugger cannot drop from outside the window.
  await page.evaluate(() => {
    const input = document.createElement('input')
    input.type = 'file'
    input.id = 'drop-stand-in'
    document.body.append(input)
  })
  await page.locator('#drop-stand-in').setInputFiles(join(repository, 'resources', 'samples', 'palmer_penguins.csv'))
  await page.evaluate(() => {
    const file = (document.querySelector('#drop-stand-in') as HTMLInputElement).files?.[0]
    const transfer = new DataTransfer()
    if (file !== undefined) transfer.items.add(file)
    for (const type of ['dragenter', 'dragover', 'drop']) {
      document.querySelector('main')?.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }))
    }
  })
  await expect(page.getByText('344 rows').first()).toBeVisible()
})

test('names no file for a page that makes one up', async ({ launch }) => {
  const { page } = await launch()
  const answers = await page.evaluate(async () => {
    const made = new File(['a,b\n1,2\n'], 'made-up.csv')
    Object.defineProperty(made, 'path', { value: '/etc/passwd' })
    return [await window.crossfade.openDropped(made), await window.crossfade.openDropped({ path: '/etc/passwd' }), await window.crossfade.openDropped('/etc/passwd')]
  })
  for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-argument' } })
})

test('keeps opened files in the menu, and opens them from there', async ({ launch }) => {
  const { app, page } = await launch()
  await pickNext(app, songs)
  await page.getByRole('button', { name: /Open dataset/ }).click()
  await expect(page.getByText('11,400 rows').first()).toBeVisible()
  await go(page, 'Settings')
  const recent = await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('open-recent')?.submenu?.items.map(({ label }) => label))
  expect(recent?.[0]).toBe(songs)
  await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('open-recent')?.submenu?.items[0]?.click())
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeHidden()
})

test('goes to each screen from the menu', async ({ launch }) => {
  const { app, page } = await launch()
  const screens = { 'go-design': 'Design', 'go-runs': 'Runs', 'go-compare': 'Compare', 'go-studies': 'Studies', 'go-settings': 'Settings', 'go-data': 'Data' }
  await expect(page.getByRole('button', { name: /Open dataset/ })).toBeVisible()
  for (const [command, screen] of Object.entries(screens)) {
    await app.evaluate(({ Menu }, id) => Menu.getApplicationMenu()?.getMenuItemById(id)?.click(), command)
    await expect(page.getByRole('heading', { level: 1, name: screen })).toBeVisible()
  }
})

import type { ElectronApplication, Page } from 'playwright/test'
import { beginRun, status } from './begin-run'
import { expect, test, writeSettings } from './crossfade-app'
import { settled } from './settled'

const go = (page: Page, screen: string) => page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: screen, exact: true }).click()

/** Controls in sight that something else lies over, and whether the page is wider than its window. */
const covered = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = []
    if (document.documentElement.scrollWidth > window.innerWidth) found.push(`the page is ${document.documentElement.scrollWidth} wide in a window of ${window.innerWidth}`)
    for (const element of document.querySelectorAll<HTMLElement>('main button, main input, main textarea, main [role="combobox"], nav button, footer button')) {
      const box = element.getBoundingClientRect()
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
      let inSight = box.width > 2 && box.height > 2 && x > 0 && y > 0 && x < window.innerWidth && y < window.innerHeight
      // What is scrolled out of its box is not in sight.
      for (let parent = element.parentElement; inSight && parent !== null; parent = parent.parentElement) {
        const style = getComputedStyle(parent)
        if (style.overflowX === 'visible' && style.overflowY === 'visible') continue
        const frame = parent.getBoundingClientRect()
        inSight = x > frame.left && x < frame.right && y > frame.top && y < frame.bottom
      }
      // Some only come when their row is pointed at.
      const own = getComputedStyle(element)
      if (!inSight || own.visibility === 'hidden' || own.pointerEvents === 'none' || [element, element.parentElement].some((one) => one !== null && getComputedStyle(one).opacity === '0')) continue
      const top = document.elementFromPoint(x, y)
      if (top === null || top === element || element.contains(top) || top.contains(element)) continue
      // A label over its own control, and heads of tables that stay while rows pass under them, are meant so.
      if (top.closest('label')?.contains(element) || top.closest('thead') !== null || getComputedStyle(top.closest('th, td') ?? top).position === 'sticky') continue
      found.push(`${element.getAttribute('aria-label') ?? element.textContent?.trim() ?? element.tagName} lies under ${top.outerHTML.slice(0, 80)}`)
    }
    return found
  })

async function resize(app: ElectronApplication, width: number, height: number, zoom: number): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, size) => {
      const window = BrowserWindow.getAllWindows()[0]
      window?.setContentSize(size.width, size.height)
      window?.webContents.setZoomFactor(size.zoom)
    },
    { width, height, zoom },
  )
}

for (const { name, width, height, zoom } of [
  { name: '1280x720', width: 1280, height: 720, zoom: 1 },
  { name: '200 % zoom', width: 1360, height: 800, zoom: 2 },
]) {
  test(`nothing overlaps at ${name}`, async ({ launch, sandbox }, info) => {
    writeSettings(sandbox, { layout: { 'tour:seen': true } })
    const { app, page } = await launch()
    await expect(page.getByRole('button', { name: /Open dataset/ }).first()).toBeVisible()
    const id = await beginRun(page, 'penguins', { epochs: 3 })
    await expect.poll(() => status(page, id), { timeout: 60_000 }).toBe('completed')
    await page.getByRole('button', { name: /Palmer penguins/ }).click()
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
    await resize(app, width, height, zoom)
    for (const screen of ['Data', 'Design', 'Runs', 'Compare', 'Studies', 'Settings']) {
      await go(page, screen)
      await settled(page)
      await page.screenshot({ path: info.outputPath(`${screen}.png`) })
      expect.soft(await covered(page), screen).toEqual([])
    }
    await go(page, 'Runs')
    await page.getByRole('main').getByRole('button', { name: 'Test run', exact: true }).first().click()
    for (const tab of ['Curves', 'Evaluation']) {
      await page.getByRole('tab', { name: tab }).click()
      await settled(page)
      await page.screenshot({ path: info.outputPath(`run-${tab}.png`) })
      expect.soft(await covered(page), tab).toEqual([])
    }
    await resize(app, 1360, 800, 1)
  })
}

test('nothing moves for those who do not want it', async ({ launch }) => {
  const { page } = await launch()
  await expect(page.getByRole('button', { name: /Open dataset/ }).first()).toBeVisible()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const longest = await page.evaluate(() => {
    const seconds = [...document.querySelectorAll('*')].flatMap((element) => {
      const style = getComputedStyle(element)
      return [...style.transitionDuration.split(','), ...style.animationDuration.split(',')].map((text) => Number.parseFloat(text) * (text.trim().endsWith('ms') ? 0.001 : 1))
    })
    return Math.max(...seconds)
  })
  expect(longest).toBeLessThan(0.01)
})

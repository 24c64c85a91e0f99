import { expect } from 'playwright/test'
import type { Page } from 'playwright/test'

/** How long a page must change nothing to be at rest: charts are painted at most ten times a second. */
const quietMs = 400

/** Waits until the page is at rest: nothing reports progress or is being read, and for a while nothing has changed in it. */
export async function settled(page: Page): Promise<void> {
  // One that is full tells of what has ended.
  await expect(page.locator('[role="progressbar"]:not([aria-valuenow="100"])')).toHaveCount(0, { timeout: 30_000 })
  await expect(page.getByText(/^(Reading|Loading|Testing|Comparing) .*(…|\.)$/)).toHaveCount(0, { timeout: 30_000 })
  await page.evaluate(
    (quiet) =>
      new Promise<void>((done) => {
        const finish = () => {
          observer.disconnect()
          done()
        }
        let timer = setTimeout(finish, quiet)
        const observer = new MutationObserver(() => {
          clearTimeout(timer)
          timer = setTimeout(finish, quiet)
        })
        observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
      }),
    quietMs,
  )
}

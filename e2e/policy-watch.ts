import type { Page } from 'playwright/test'

interface Watched extends Window {
  readonly refusedContent?: string[]
}

/** Notes everything that the policy refuses, from the first script on: the page is loaded again. */
export async function watchPolicy(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const refusedContent: string[] = []
    Object.assign(window, { refusedContent })
    document.addEventListener('securitypolicyviolation', (event) => refusedContent.push(`${event.effectiveDirective} ${event.blockedURI}`))
  })
  await page.reload()
}

/** What was refused since. Throws when nobody has watched. */
export async function refusedContent(page: Page): Promise<string[]> {
  const refused = await page.evaluate(() => (window as Watched).refusedContent ?? null)
  if (refused === null) throw new Error('The policy was not watched.')
  return refused
}

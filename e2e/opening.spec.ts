import { expect, test } from './crossfade-app'

test('opens a window on an empty workspace', async ({ launch }) => {
  const { page } = await launch()
  await expect(page).toHaveTitle(/Crossfade/)
  await page.screenshot({ path: '/tmp/main/first.png' })
})

import type { Page } from 'playwright/test'
import { expect } from 'playwright/test'
import type { StudyDetail } from '@shared/study/study-view'

/** The newest study of the workspace, with its trials. */
export async function studyOf(page: Page): Promise<StudyDetail> {
  const text = await page.evaluate(async () => {
    const list = await window.crossfade.listStudies()
    const [first] = list.ok ? list.value : []
    const found = first === undefined || !('record' in first) ? null : await window.crossfade.getStudy({ id: first.record.id })
    return found !== null && found.ok ? found.value.detail : null
  })
  if (text === null) throw new Error('There is no study.')
  return JSON.parse(text) as StudyDetail
}

/** Opens the sample from the welcome screen. */
export async function openPenguins(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Palmer penguins/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: /Design|Data/ })).toBeVisible()
}

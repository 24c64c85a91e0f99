import type { Locator, Page } from 'playwright/test'
import { expect } from 'playwright/test'
import type { StudyDesign } from '@shared/study/study'
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

/** The form of a study as text: its field, and the document in it. */
export async function formAsText(page: Page): Promise<{ readonly json: Locator; readonly design: StudyDesign }> {
  await page.getByRole('tab', { name: 'JSON' }).click()
  const json = page.getByRole('textbox', { name: 'study.json' })
  return { json, design: JSON.parse(await json.inputValue()) as StudyDesign }
}

/** A new study of the sample, as it begins, as text. */
export async function newStudyAsText(page: Page): ReturnType<typeof formAsText> {
  await openPenguins(page)
  await page.keyboard.press('Control+Shift+N')
  return formAsText(page)
}

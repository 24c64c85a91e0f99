import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { ElectronApplication, Page } from 'playwright/test'
import { expect, test } from './crossfade-app'
import { newStudyAsText, studyOf } from './study-of'
import { readPauses, watchPauses } from './watch-pauses'

/** So many trials; another number with CROSSFADE_TRIALS. What is held here leaves room for a busy machine; the figures are printed. */
const many = Number(process.env['CROSSFADE_TRIALS'] ?? 500)

interface Processes {
  /** Resident, of each kind of process, in MB; of several the sum, of the trainers the largest. */
  readonly main: number
  readonly page: number
  readonly trainer: number
  readonly analysis: number
  readonly files: number
}

interface Sample extends Processes {
  readonly seconds: number
  readonly ended: number
  /** The longest pause of the page since the sample before, in ms. */
  readonly pause: number
  /** From a key in a field to the frame that shows it, and from a key that changes the view, in ms: the longest of a few. */
  readonly key: number
  readonly view: number
}

async function processesOf(app: ElectronApplication): Promise<Processes> {
  const all = await app.evaluate(({ app: electron }) => electron.getAppMetrics().map(({ pid, type, name, memory }) => ({ pid, type, name: name ?? '', mb: memory.workingSetSize / 1024 })))
  const of = (fits: (one: (typeof all)[number]) => boolean) => all.filter(fits)
  const sum = (some: typeof all) => Math.round(some.reduce((total, { mb }) => total + mb, 0))
  const browser = of(({ type }) => type === 'Browser')
  return {
    main: sum(browser),
    page: sum(of(({ type }) => type === 'Tab')),
    trainer: Math.round(Math.max(0, ...of(({ name }) => name === 'crossfade-trainer').map(({ mb }) => mb))),
    analysis: sum(of(({ name }) => name === 'crossfade-analysis')),
    files: browser.reduce((count, { pid }) => count + openFiles(pid), 0),
  }
}

/** Open files of a process; 0 where the system does not tell. */
function openFiles(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return 0
  }
}

/** Keeps how long each key takes to the frame after the one that shows what it did. */
const watchKeys = (page: Page) =>
  page.evaluate(() => {
    const times: number[] = []
    Object.assign(window, { keys: times })
    addEventListener('keydown', ({ timeStamp }) => requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - timeStamp))), true)
  })
const readKeys = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const { keys } = window as unknown as { keys: number[] }
    return Math.round(Math.max(0, ...keys.splice(0)))
  })

test(`a study of ${many} tiny trials stays responsive and flat in memory in the window`, { tag: '@deep' }, async ({ launch }, info) => {
  test.setTimeout(40 * 60_000)
  const { app, page } = await launch()
  const { json, design } = await newStudyAsText(page)
  const space = [
    { kind: 'float', path: 'training.learningRate', low: 1e-4, high: 0.1, log: true },
    { kind: 'choice', path: 'layers.width', values: [4, 8] },
  ]
  await json.fill(
    JSON.stringify({
      ...design,
      name: 'many',
      experiment: { ...design.experiment, training: { ...design.experiment.training, epochs: 2 } },
      plan: { ...design.plan, space, strategy: { kind: 'random', seed: 1 } },
      budget: { trials: many },
    }),
  )
  await page.getByRole('button', { name: 'Start the study' }).click()
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible({ timeout: 60_000 })

  await watchPauses(page)
  await watchKeys(page)
  const progressOf = () =>
    page.evaluate(async () => {
      const list = await window.crossfade.listStudies()
      const [first] = list.ok ? list.value : []
      return first !== undefined && 'record' in first ? { status: first.record.status, ended: first.progress.ended } : null
    })
  const tabs = page.getByRole('tablist', { name: 'Views of the study' })
  const began = Date.now()
  const samples: Sample[] = []
  for (let next = began + 20_000; ; next += 60_000) {
    await expect.poll(async () => Date.now() >= next || (await progressOf())?.status !== 'running', { timeout: 120_000, intervals: [1000] }).toBe(true)
    const pause = await readPauses(page)
    await readKeys(page)
    // As a person does meanwhile: looks at another budget and leaves it, and through the views.
    await page.getByRole('button', { name: 'Budget…' }).click()
    await page.getByRole('spinbutton', { name: 'Minutes of work' }).click()
    for (const letter of '12345') await page.keyboard.press(letter)
    const key = await readKeys(page)
    await page.keyboard.press('Escape')
    await tabs.getByRole('tab', { name: 'Progress' }).focus()
    await readKeys(page)
    for (const view of ['Trials', 'What matters', 'Parallel coordinates']) {
      await page.keyboard.press('ArrowRight')
      await expect(tabs.getByRole('tab', { name: view })).toHaveAttribute('aria-selected', 'true')
    }
    const view = await readKeys(page)
    await tabs.getByRole('tab', { name: 'Progress' }).click()
    const now = await progressOf()
    samples.push({ seconds: Math.round((Date.now() - began) / 1000), ended: now?.ended ?? 0, pause, key, view, ...(await processesOf(app)) })
    console.log(JSON.stringify(samples[samples.length - 1]))
    if (now?.status !== 'running') break
  }
  writeFileSync(info.outputPath('samples.json'), JSON.stringify(samples, null, 1))
  await page.screenshot({ path: info.outputPath('board.png') })

  const { record, trials } = await studyOf(page)
  expect(record.status).toBe('completed')
  expect(trials.filter(({ status }) => status === 'completed')).toHaveLength(many)
  const load = readLoad()
  console.log(`${Math.round((Date.now() - began) / many)} ms a trial; load ${load}`)
  // What a young process takes is no measure: the second half against the first.
  const half = Math.ceil(samples.length / 2)
  for (const part of ['main', 'page', 'trainer', 'analysis'] as const) {
    const [first, last] = [samples.slice(0, half), samples.slice(half)].map((some) => Math.max(0, ...some.map((one) => one[part])))
    expect.soft(last, `${part}, MB`).toBeLessThan(1.35 * (first ?? 0) + 60)
  }
  const files = samples.map((one) => one.files)
  expect.soft(Math.max(...files) - (files[0] ?? 0), 'files that stay open').toBeLessThan(40)
  // One that waited for the processor says little: the median of all minutes, and a wide bound for each.
  for (const [name, median, most] of [['pause', 1000, 3000], ['key', 250, 2000], ['view', 1000, 4000]] as const) {
    const times = samples.map((one) => one[name]).sort((x, y) => x - y)
    expect.soft(times[times.length >> 1], `${name} of the middle minute, ms`).toBeLessThan(median)
    expect.soft(times[times.length - 1], `longest ${name}, ms`).toBeLessThan(most)
  }
})

const readLoad = (): string => {
  try {
    return readFileSync('/proc/loadavg', 'utf8').split(' ').slice(0, 3).join(' ')
  } catch {
    return 'unknown'
  }
}

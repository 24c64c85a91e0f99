import { expect, test } from './crossfade-app'
import { newStudyAsText, studyOf } from './study-of'

test('every look at the test rows is told of: by hand, and by the choice', async ({ launch }, info) => {
  test.setTimeout(240_000)
  const { page } = await launch()
  const { json, design } = await newStudyAsText(page)
  const { training } = design.experiment
  const small = {
    ...design,
    experiment: { ...design.experiment, training: { ...training, epochs: 3, engine: 'graph' } },
    plan: { kind: 'search', space: [{ kind: 'float', path: 'training.learningRate', low: 0.0001, high: 0.1, log: true }], strategy: { kind: 'random', seed: 3 }, pruning: { kind: 'none' }, seeds: 1 },
    objective: { metric: 'logLoss', direction: 'min' },
  }
  // A field that no study has is told of, and the text stays as it was typed.
  await json.fill(JSON.stringify({ ...small, budget: { trials: 2, minuts: 1 } }))
  await expect(page.getByText('Is "minutes" meant?').first()).toBeVisible()
  await expect(json).toHaveValue(/minuts/)
  await json.fill(JSON.stringify({ ...small, budget: { trials: 2 } }))
  await page.getByRole('button', { name: 'Start the study' }).click()
  // Its board shows once the study is there.
  await expect(page.getByRole('tab', { name: 'The choice' })).toBeVisible({ timeout: 60_000 })
  await expect.poll(async () => (await studyOf(page)).record.status, { timeout: 120_000 }).toBe('completed')

  const main = page.getByRole('main')
  await page.getByRole('tab', { name: 'The choice' }).click()
  await expect(main.getByText('No trial of this study has seen the test rows.')).toBeVisible()
  const { ranking, trials } = await studyOf(page)
  const [best, other] = ranking.map((one) => trials[(one.trials[0] ?? 0) - 1])
  await page.evaluate((id) => window.crossfade.scoreEpoch({ id, on: 'test', epoch: 'best' }), other?.run ?? '')
  await expect(main.getByText(`The test rows of 1 combination were looked at: trial ${other?.trial ?? 0} (today`)).toBeVisible()
  await expect(main.getByText('No trial of this study has seen the test rows.')).toHaveCount(0)

  await main.getByRole('button', { name: 'Score the test rows of the chosen one' }).click()
  await expect(main.getByText(/test rows, scored today/)).toBeVisible({ timeout: 60_000 })
  await expect(main.getByText(`The test rows of 1 other combination were looked at too: trial ${other?.trial ?? 0} (today`)).toBeVisible()
  await page.screenshot({ path: info.outputPath('looked-at.png') })
  const { record, looks } = await studyOf(page)
  expect(record.chosen).toMatchObject({ trial: best?.trial, outOf: 2 })
  expect(looks.map(({ trial, by }) => [trial, by])).toEqual([[other?.trial, 'person'], [best?.trial, 'choice']])
  expect(record.looks).toEqual(looks)
})

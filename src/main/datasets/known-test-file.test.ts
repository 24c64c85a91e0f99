import { expect, it } from 'vitest'
import type { DatasetRecord } from '@shared/dataset/dataset-record'
import type { Recipe } from '@shared/recipe/recipe'
import { study } from '@shared/study/fixtures/study'
import { testFileProblem, withKnownTestFile } from './known-test-file'

const recipe: Recipe = {
  task: 'classification', target: 'y', columns: { features: ['x'], ignored: [], types: {} }, rows: [], steps: [],
  split: { method: 'random', validation: 0.1, test: 0.2, seed: 1 },
}
const opened = (...paths: readonly string[]) => ({
  workspace: { dir: '/home/space' },
  datasets: { list: () => Promise.resolve(paths.map((path) => ({ path }) as DatasetRecord)) },
})
const tested = (testFile: string): Recipe => ({ ...recipe, split: { ...recipe.split, testFile } })

it('takes a test file from the window only when it was opened in the workspace', async () => {
  const core = opened('/data/held.csv', 'data/inside.csv')
  expect(await withKnownTestFile(recipe, core)).toBe(recipe)
  for (const path of ['/data/held.csv', '/home/space/data/inside.csv']) expect((await withKnownTestFile(tested(path), core)).split.testFile).toBe(path)
  for (const path of ['/etc/passwd', 'data/inside.csv', '/data/../data/held.csv']) await expect(withKnownTestFile(tested(path), core)).rejects.toMatchObject({ code: 'file-not-found' })
})

it('takes no other test file with a study', async () => {
  const core = opened('/data/held.csv')
  const base = study()
  const tests = (testFile: string) => study({ experiment: { ...base.experiment, recipe: tested(testFile) } })
  expect(await testFileProblem(base, core)).toBeNull()
  expect(await testFileProblem(tests('/data/held.csv'), core)).toBeNull()
  expect(await testFileProblem(tests('/etc/passwd'), core)).toMatchObject({ path: 'experiment.recipe.split.testFile' })
})

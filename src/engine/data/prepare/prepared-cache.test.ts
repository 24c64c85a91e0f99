import { subject } from '@shared/run/filter/fixtures/subject'
import { expect, it } from 'vitest'
import { preparedKey } from './prepared-cache'

const { recipe } = subject().record.experiment
const withTest = (testFile: string) => ({ ...recipe, split: { ...recipe.split, testFile } })

it('goes by the bytes of a file with the test rows, not by where it lies', () => {
  const key = (testFile: string, sha256: string) => preparedKey('a', {}, withTest(testFile), sha256)
  expect(key('/data/test.csv', 'b')).toBe(key('/elsewhere/test.csv', 'b'))
  expect(key('/data/test.csv', 'b')).not.toBe(key('/data/test.csv', 'c'))
  expect(key('/data/test.csv', 'b')).not.toBe(preparedKey('a', {}, recipe, null))
})

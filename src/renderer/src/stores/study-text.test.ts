import { study } from '@shared/study/fixtures/study'
import { expect, it } from 'vitest'
import { parseStudy } from './study-text'

it('takes a text for a study, and tells of fields that no study has', () => {
  expect(parseStudy(JSON.stringify(study()))).toEqual({ design: study(), problems: [] })
  const { design, problems } = parseStudy(JSON.stringify({ ...study(), budget: { trials: 3, minuts: 1 } }))
  expect(design?.budget).toEqual({ trials: 3 })
  expect(problems).toEqual([{ path: 'budget.minuts', message: expect.stringContaining('Is "minutes" meant?') as string }])
})

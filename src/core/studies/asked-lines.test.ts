import { study } from '@shared/study/fixtures/study'
import type { StudyRecord } from '@shared/study/study'
import { expect, it } from 'vitest'
import { askedLines } from './asked-lines'

const record: StudyRecord = {
  version: 1, id: 's-20261123-080000-aaaaa', created: '2026-11-23T08:00:00.000Z', status: 'ready', reason: null, started: null, ended: null, jobs: 1,
  design: study(), dataset: { id: 'd-000000000000', name: 'songs', sha256: '', rows: 10 }, of: null, chosen: null,
}

it('takes a trial by hand only where it is ranked on the rows of the rest', () => {
  expect(askedLines(record, [{ 'training.learningRate': 0.5 }])).toMatchObject([{ kind: 'asked', values: { 'training.learningRate': 0.5 } }])
  expect(() => askedLines(record, [{ 'recipe.split.seed': 7 }])).toThrow(/^trials\[0\]: it would be ranked on other rows/)
})

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { fieldPaths, jsonSchemaOf } from '../experiment/fixtures/field-paths'
import { studyAnswer, studyRequest } from './study-request'

const section = readFileSync('docs/studies.md', 'utf8').split('\n## On disk: requests\n')[1]?.split('\n## ')[0] ?? ''
const described = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? '')

it('is described with its answer in docs/studies.md, field by field', () => {
  const fields = [...fieldPaths(jsonSchemaOf(studyRequest, 'request')), ...fieldPaths(jsonSchemaOf(studyAnswer, 'answer'))]
  // What a budget holds is described with the document.
  const own = fields.filter((path) => !path.startsWith('ask[change].budget.'))
  expect([...new Set(described)].sort()).toEqual([...new Set(own)].sort())
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fieldPaths, jsonSchemaOf } from '../experiment/fixtures/field-paths'
import { evaluation } from './evaluation'
import { importance } from './importance'
import { runLock, runNotes, runRecord } from './run-record'

const page = readFileSync('docs/run-format.md', 'utf8')
const section = (title: string): string => page.split(`### ${title}\n`)[1]?.split('\n## ')[0]?.split('\n### ')[0] ?? ''
const described = (title: string): readonly string[] => [...section(title).matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? '')

/** Fields, without those whose parts are described one by one. */
const leaves = (paths: readonly string[], apart: readonly string[]): readonly string[] =>
  paths.filter((path) => !apart.some((part) => path.startsWith(`${part}.`) || path.startsWith(`${part}[`)) && (apart.includes(path) || !paths.some((other) => other.startsWith(`${path}.`))))

describe('docs/run-format.md', () => {
  it.each([
    ['notes.json', runNotes],
    ['lock', runLock],
  ] as const)('describes %s field by field', (title, schema) => {
    expect([...described(title)].sort()).toEqual(fieldPaths(jsonSchemaOf(schema, title)))
  })

  it('describes run.json field by field', () => {
    const paths = fieldPaths(jsonSchemaOf(runRecord, 'run'))
    // Metrics are named by the task; the experiment has a page of its own, and the settings of trees stand in docs/studies.md.
    const wanted = leaves(paths, ['experiment', 'baseline', 'best.training', 'best.validation', 'last.training', 'last.validation', 'test'])
    expect([...described('run.json')].filter((path) => path !== 'test.scoredAt').sort()).toEqual([...wanted].sort())
  })

  it('describes evaluation.json field by field', () => {
    const paths = fieldPaths(jsonSchemaOf(evaluation, 'evaluation'))
    const wanted = leaves(paths, ['validation', 'test.metrics', 'test.perClass', 'test.confusion'])
    expect([...described('evaluation.json')].filter((path) => path !== 'test').sort()).toEqual([...wanted].sort())
    for (const name of ['value', 'interval', 'method', 'support', 'predicted', 'precision', 'recall', 'f1']) expect(section('evaluation.json')).toContain(`\`${name}\``)
  })
  it('describes importance.json field by field', () => {
    const paths = fieldPaths(jsonSchemaOf(importance, 'importance'))
    const wanted = leaves(paths, ['validation', 'test.baseline', 'test.columns'])
    expect([...described('importance.json')].filter((path) => path !== 'test').sort()).toEqual([...wanted].sort())
    for (const name of ['column', 'features', 'worse', 'mean', 'std', 'interval', 'values']) expect(section('importance.json')).toContain(`\`${name}\``)
  })
})

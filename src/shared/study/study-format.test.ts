import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { baselineSettings } from '../baseline/baseline-settings'
import { fieldPaths, jsonSchemaOf, strictJsonSchemaOf } from '../experiment/fixtures/field-paths'
import { composedSettings } from './compose'
import { readStudy } from './study-problems'
import { studyDesign, studyRecord } from './study'
import { trialLine } from './trial'

const page = readFileSync('docs/studies.md', 'utf8')
const section = (title: string): string => page.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? ''
const described = (title: string): string[] => [...section(title).matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? '').sort()
/** The experiment has a page of its own, and trees a section. */
const fields = (paths: readonly string[], apart: readonly string[]): string[] => paths.filter((path) => !apart.some((part) => path.startsWith(`${part}.`) || path.startsWith(`${part}[`))).sort()

const schema = strictJsonSchemaOf(studyDesign, 'Crossfade study, version 1')

describe('docs/studies.md', () => {
  it('describes every field of a study, and none that is not there', () => {
    expect(described('The document')).toEqual(fields(fieldPaths(schema), ['experiment', 'trees']))
  })

  it('describes study.json and trials.jsonl of a workspace', () => {
    expect(described('On disk: study.json')).toEqual(fields(fieldPaths(jsonSchemaOf(studyRecord, 'study')), ['design']))
    expect(described('On disk: trials.jsonl')).toEqual(fields(fieldPaths(jsonSchemaOf(trialLine, 'line')), ['values']))
  })

  it('names every composed setting, and every setting of trees', () => {
    expect(described('Composed settings').filter((path) => !path.includes('['))).toEqual([...composedSettings].sort())
    expect(described('Trees beside the network')).toEqual(fieldPaths(jsonSchemaOf(baselineSettings, 'baseline')))
  })

  it('gives an example that is sound', () => {
    const example: unknown = JSON.parse(/```json\n([\s\S]*?)```/.exec(section('The document'))?.[1] ?? '')
    const quick = JSON.parse(readFileSync('resources/studies/song-genres-quick.json', 'utf8')) as { experiment: unknown }
    expect(readStudy({ ...(example as Record<string, unknown>), experiment: quick.experiment })).toMatchObject({ kind: 'ok' })
  })
})

// Written anew by `npx vitest run --project unit src/shared/study -u` after a change of the format.
it('is published as a JSON Schema that the code still agrees with', async () => {
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../../resources/study.schema.json')
})

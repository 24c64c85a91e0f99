import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { experiment } from './experiment'
import { fieldPaths, jsonSchemaOf } from './fixtures/field-paths'

const schema = jsonSchemaOf(experiment, 'Crossfade experiment, version 1')
const page = readFileSync('docs/experiment-format.md', 'utf8')
/** Layers inside a residual block are the plain kinds again, and are described once. */
const fields = fieldPaths(schema).filter((path) => !path.startsWith('model.layers[residual].layers['))
const described = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? '')

describe('docs/experiment-format.md', () => {
  it('describes every field, and none that is not there', () => {
    expect(described.filter((path) => !fields.includes(path))).toEqual([])
    expect(fields.filter((path) => !described.includes(path))).toEqual([])
  })

  it('names every choice', () => {
    const choices = new Set([...JSON.stringify(schema).matchAll(/"enum":\[([^\]]*)\]/g)].flatMap((match) => JSON.parse(`[${match[1] ?? ''}]`) as unknown[]))
    const named = [...choices].filter((choice): choice is string => typeof choice === 'string' && /[a-z]/.test(choice))
    expect(named.filter((choice) => !page.includes(`\`${choice}\``))).toEqual([])
  })

  it('gives an example that is valid', () => {
    const example: unknown = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '')
    expect(experiment.safeParse(example)).toMatchObject({ success: true })
  })
})

// Written anew by `npx vitest run --project unit src/shared/experiment -u` after a change of the format.
it('is published as a JSON Schema that the code still agrees with', async () => {
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../../resources/experiment.schema.json')
})

import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { experiment } from '@shared/experiment/experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OngoingWork } from '../../datasets/ongoing-work'
import type { WorkspaceHost } from '../../workspace/workspace-host'
import type { WindowMessages } from '../window-messages'
import { experimentHandlers } from './experiments'

const example: Experiment = experiment.parse(JSON.parse(/```json\n([\s\S]*?)```/.exec(readFileSync('docs/experiment-format.md', 'utf8'))?.[1] ?? ''))
const sha256 = 'a'.repeat(64)
const dataset = { id: 'd-0123456789ab', path: 'penguins.csv', sha256, reading: { delimiter: ';' } }
const id = 'r-20260101-000000-abcde'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-experiments-'))
})
afterEach(() => rm(dir, { recursive: true }))

function handlersFor({ picked = null, kind = 'layers', open }: { readonly picked?: string | null; readonly kind?: string; readonly open?: () => Promise<unknown> }) {
  const proposed: string[] = []
  const host = {
    current: () => ({
      workspace: { dir },
      datasets: { get: () => Promise.resolve(dataset), list: () => Promise.resolve([dataset]), open: open ?? (() => Promise.resolve(dataset)) },
      runs: { get: () => Promise.resolve({ record: { id, kind, experiment: { ...example, dataset: { path: '/old/penguins.csv', sha256, reading: {} } }, dataset: { id: dataset.id } }, notes: { name: 'A/B birds' } }) },
    }),
  } as unknown as WorkspaceHost
  const handlers = experimentHandlers({
    host,
    messages: { tell: () => undefined } as unknown as WindowMessages,
    ongoing: new OngoingWork(),
    takeHanded: () => [join(dir, 'handed.crossfade')],
    pick: () => Promise.resolve(picked),
    pickTarget: (name) => {
      proposed.push(name)
      return Promise.resolve(picked)
    },
  })
  return { handlers, proposed }
}
const design = { kind: 'design', dataset: dataset.id, name: 'birds', recipe: example.recipe, model: example.model, training: example.training } as const
const written = async (name: string) => JSON.parse(await readFile(join(dir, name), 'utf8')) as Experiment

describe('experiment files of the window', () => {
  it('saves a design with its table, under a name with the ending that opens it', async () => {
    const { handlers, proposed } = handlersFor({ picked: join(dir, 'lr 0.01') })
    expect(await handlers['experiments:save'](design)).toBe(join(dir, 'lr 0.01.crossfade'))
    expect(proposed).toEqual(['birds.crossfade'])
    expect(await written('lr 0.01.crossfade')).toMatchObject({ version: 1, name: 'birds', dataset: { path: 'penguins.csv', sha256, reading: { delimiter: ';' } }, training: example.training })
  })

  it('saves the experiment of a run with the table where it lies now', async () => {
    const { handlers, proposed } = handlersFor({ picked: join(dir, 'birds.json') })
    expect(await handlers['experiments:save']({ kind: 'run', id })).toBe(join(dir, 'birds.json'))
    expect(proposed).toEqual(['A-B-birds.crossfade'])
    expect(await written('birds.json')).toMatchObject({ name: 'A/B birds', dataset: { path: 'penguins.csv', sha256 }, model: example.model })
  })

  it('does not replace a file that the dialog did not ask about, nor write an experiment of trees', async () => {
    await writeFile(join(dir, 'a.crossfade'), 'old')
    await expect(handlersFor({ picked: join(dir, 'a') }).handlers['experiments:save'](design)).rejects.toMatchObject({ code: 'invalid-argument' })
    expect(await readFile(join(dir, 'a.crossfade'), 'utf8')).toBe('old')
    await expect(handlersFor({ kind: 'trees' }).handlers['experiments:save']({ kind: 'run', id })).rejects.toMatchObject({ code: 'not-available' })
    expect(await handlersFor({}).handlers['experiments:save'](design)).toBeNull()
  })

  it('opens what was picked, dropped or handed over, and answers why it could not', async () => {
    await writeFile(join(dir, 'penguins.csv'), 'x')
    for (const name of ['a.crossfade', 'handed.crossfade']) await writeFile(join(dir, name), JSON.stringify(example))
    const path = join(dir, 'a.crossfade')
    const { handlers } = handlersFor({ picked: path })
    const opened = { kind: 'opened', path, dataset, experiment: { name: example.name } }
    expect(await handlers['experiments:open-dialog'](null)).toMatchObject(opened)
    expect(await handlers['experiments:open-dropped']({ path })).toMatchObject(opened)
    expect(await handlers['experiments:take'](null)).toMatchObject([{ kind: 'opened', path: join(dir, 'handed.crossfade') }])
    expect(await handlersFor({}).handlers['experiments:open-dialog'](null)).toBeNull()
    expect(await handlers['experiments:open-dropped']({ path: join(dir, 'no.crossfade') })).toMatchObject({ kind: 'failed', error: { code: 'file-not-found' } })
    const refusing = handlersFor({ open: () => Promise.reject(new CrossfadeError('file-not-a-table', 'This is no table.')) })
    expect(await refusing.handlers['experiments:open-dropped']({ path })).toMatchObject({ kind: 'failed', error: { code: 'file-not-a-table' } })
  })
})

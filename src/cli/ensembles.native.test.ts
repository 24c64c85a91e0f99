import { mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createCore } from '@core/create-core'
import type { Core } from '@core/core'
import { forkEngine } from '@core/engine-process/fork-engine'
import type { ImportanceResult } from '@core/proof/proof-verbs'
import type { RowScores } from '@shared/run/row-form'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { CommandLine, penguins } from './fixtures/command-line'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

let folder: string
let line: CommandLine
const idOf: Record<string, string> = {}
/** Networks, one of them on other columns, trees, and the shares of the classes; the same for a number. */
const trained: readonly (readonly [string, ...string[]])[] = [
  ['net', '--target', 'species', '--epochs', '5', '--layers', '8', '--output', 'sigmoid'],
  ['thin', '--target', 'species', '--epochs', '5', '--layers', '8', '--features', 'bill_length_mm,island'],
  ['trees', '--target', 'species', '--kind', 'trees', '--rounds', '20'],
  ['few', '--target', 'species', '--kind', 'forest', '--rounds', '10', '--features', 'body_mass_g,sex', '--no-test'],
  ['majority', '--target', 'species', '--kind', 'majority'],
  ['mass', '--target', 'body_mass_g', '--epochs', '5', '--layers', '8'],
  ['mass trees', '--target', 'body_mass_g', '--kind', 'trees', '--rounds', '20', '--features', 'sex,species'],
  ['elsewhere', '--target', 'species', '--epochs', '2', '--layers', '8', '--split-seed', '7'],
]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-ensembles-'))
  line = await CommandLine.open(folder)
  for (const [name, ...flags] of trained) {
    const { code, value, stderr } = await line.json('train', penguins, '--name', name, '--engine', 'graph', ...flags)
    if (code !== 0) throw new Error(stderr)
    idOf[name] = (value as { run: { id: string } }).run.id
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function withCore<Result>(work: (core: Core) => Promise<Result>): Promise<Result> {
  const entriesDir = dirname(process.env['CROSSFADE_CLI'] ?? join(process.cwd(), 'out', 'main', 'cli.js'))
  const core = await createCore({ workspaceDir: line.workspace, startEngine: forkEngine({ entriesDir }), configDir: null })
  try {
    return await work(core)
  } finally {
    await core.close()
  }
}

/** Rows of predictions, as numbers where they are some. */
async function predicted(run: string, file = penguins): Promise<readonly (readonly string[])[]> {
  const out = join(folder, `${run.replace(/ /g, '-')}-${Date.now()}.csv`)
  const { code, stderr } = await line.run('predict', run, file, '--out', out, '--scores')
  if (code !== 0) throw new Error(stderr)
  return (await readFile(out, 'utf8')).trimEnd().split('\n').map((row) => row.split(','))
}

/** The largest distance between what an ensemble says of any row and the mean of what its members say, each predicting alone. */
async function distanceToMean(ensemble: string, members: readonly string[], columns: readonly number[], file = penguins): Promise<number> {
  const own = await predicted(ensemble, file)
  const others: (typeof own)[] = []
  for (const member of members) others.push(await predicted(member, file))
  expect(others.map((rows) => rows.length)).toEqual(members.map(() => own.length))
  let most = 0
  own.slice(1).forEach((cells, i) => {
    for (const column of columns) {
      const mean = others.reduce((sum, rows) => sum + Number(rows[i + 1]?.[column]), 0) / members.length
      most = Math.max(most, Math.abs(Number(cells[column]) - mean))
    }
  })
  return most
}

const tmpOf = async () => (await readdir(join(line.workspace, 'tmp'))).filter((name) => !name.startsWith('machine-'))
const scores = [2, 3, 4]

describe('an ensemble of networks and trees', () => {
  it('predicts the mean of what its members predict alone, whatever engine and preparation each has', async () => {
    const members = ['thin', 'trees', 'few', 'majority']
    expect((await line.run('ensemble', ...members, '--name', 'mixed')).code).toBe(0)
    // Cells that are missing, and categories that training did not have, too.
    const file = join(folder, 'odd.csv')
    const [head = '', ...rows] = (await readFile(penguins, 'utf8')).trimEnd().split('\n')
    await writeFile(file, [head, ...rows, 'Adelie,Nowhere,,18,190,4000,male,2008', ',,,,,,,'].join('\n'))
    // Nine digits are written.
    expect(await distanceToMean('mixed', members, scores, file)).toBeLessThan(1e-6)
    expect(await tmpOf()).toEqual([])
  })

  it('takes outputs that are no shares as shares of their sum', async () => {
    await line.run('ensemble', 'net', 'trees', '--name', 'two kinds')
    const [both, net, trees] = [await predicted('two kinds'), await predicted('net'), await predicted('trees')]
    both.slice(1).forEach((cells, i) => {
      const own = scores.map((column) => Number(net[i + 1]?.[column]))
      const sum = own.reduce((total, score) => total + score, 0)
      scores.forEach((column, k) => expect(Number(cells[column])).toBeCloseTo(((own[k] ?? NaN) / sum + Number(trees[i + 1]?.[column])) / 2, 6))
    })
  })

  it('predicts a number in its own unit, with an interval', async () => {
    await line.run('ensemble', 'mass', 'mass trees', '--name', 'both masses')
    // Masses are thousands of grams: seven digits of them.
    expect(await distanceToMean('both masses', ['mass', 'mass trees'], [0])).toBeLessThan(0.002)
    const [, first = []] = await predicted('both masses')
    expect(Number(first[1])).toBeLessThan(Number(first[0]))
  })

  it('is evaluated, with its unscored members, as well as on record as when it predicts; compared; described; and not proved or exported', async () => {
    const shown = (await line.json('show', 'mixed')).value
    // The forest left the test rows alone, so they are unscored until somebody asks.
    expect(shown['test']).toBeNull()
    const { metrics } = (await line.json('evaluate', 'mixed')).value as { metrics: { accuracy: { value: number } } }
    expect(metrics.accuracy.value).toBeGreaterThan(0.8)
    const compared = (await line.json('compare', 'majority', 'mixed', 'trees')).value as { comparable: boolean; pairs: { verdict: string }[] }
    expect([compared.comparable, compared.pairs[0]?.verdict]).toEqual([true, 'better'])
    const proof = await line.json('verify', 'mixed')
    expect(proof.value).toMatchObject({ verdict: 'cannot', reason: expect.stringContaining('not trained by steps') as string })
    const exported = await line.run('export', 'mixed', '--format', 'onnx', '--out', join(folder, 'mixed.onnx'))
    expect(exported.code).not.toBe(0)
    expect(exported.stderr).toMatch(/only a network can be exported/)
    const card = join(folder, 'mixed.md')
    expect((await line.run('export', 'mixed', '--format', 'card', '--out', card)).code).toBe(0)
    const told = await readFile(card, 'utf8')
    expect(told).toContain('mean of the scores')
    expect(told).toContain(idOf['majority'])
  })

  it('says which columns it depends on, whichever member uses them, and keeps it', async () => {
    const ask = async (run: string) => (await line.json('evaluate', run, '--importance', '--repeats', '3')).value as unknown as ImportanceResult
    const first = await ask('mixed')
    const { metrics } = (await line.json('evaluate', 'mixed')).value as { metrics: { accuracy: { value: number }; loss: { value: number } } }
    expect(first.baseline['accuracy']).toBe(metrics.accuracy.value)
    expect(first.baseline['loss']).toBeCloseTo(metrics.loss.value, 5)
    // One member has seven columns, the others some of them.
    expect(first.columns.length).toBe(7)
    expect(first.columns.find(({ column }) => column === 'bill_length_mm')?.worse['accuracy']?.mean).toBeGreaterThan(0.1)
    expect([first.recorded, await ask('mixed'), await tmpOf()]).toEqual([true, first, []])
    const masses = await ask('both masses')
    expect([masses.metrics, masses.columns.length]).toEqual([['r2', 'rmse'], 7])
  })

  it.each(['trees', 'thin'])('depends on columns as its members do where they are one model twice: %s', async (name) => {
    const again = [...(trained.find(([one]) => one === name) ?? []).slice(1)]
    expect((await line.json('train', penguins, '--name', `${name} again`, '--engine', 'graph', ...again)).code).toBe(0)
    expect((await line.run('ensemble', name, `${name} again`, '--name', `${name} twice`)).code).toBe(0)
    const ask = async (run: string) => (await line.json('evaluate', run, '--importance', '--repeats', '3')).value as unknown as ImportanceResult
    const [own, twice] = [await ask(name), await ask(`${name} twice`)]
    expect(twice.columns.length).toBe(own.columns.length)
    for (const { column, features, worse } of twice.columns) {
      const other = own.columns.find((one) => one.column === column)
      expect(features).toEqual(other?.features)
      expect(worse['accuracy']).toEqual(other?.worse['accuracy'])
      expect(worse['loss']?.mean).toBeCloseTo(other?.worse['loss']?.mean ?? NaN, 5)
    }
  })

  it('says how rows differ column by column, whichever member has the column', async () => {
    const { drift } = (await line.json('predict', 'mixed', penguins, '--out', join(folder, 'drift.csv'), '--drift')).value as { drift: { columns: { column: string }[] } }
    // The trees have all columns, the others some of the same.
    expect(drift.columns.map(({ column }) => column).sort()).toEqual(['bill_depth_mm', 'bill_length_mm', 'body_mass_g', 'flipper_length_mm', 'island', 'sex', 'year'])
  })

  it('fills one form with the columns of all members, and scores it as they do', async () => {
    const members = ['thin', 'few']
    await line.run('ensemble', ...members, '--name', 'formed')
    await withCore(async ({ rowForms }) => {
      const asked = async (run: string): Promise<{ readonly names: readonly string[]; readonly said: RowScores | undefined }> => {
        const { fields } = await rowForms.open({ run })
        const { cells } = await rowForms.row(200)
        return { names: fields.map(({ name }) => name), said: (await rowForms.score([[...cells]]))[0] }
      }
      const [formed, thin, few] = [await asked('formed'), await asked('thin'), await asked('few')]
      expect([...formed.names].sort()).toEqual([...thin.names, ...few.names].sort())
      formed.said?.values.forEach((value, k) => expect(value).toBeCloseTo(((thin.said?.values[k] ?? NaN) + (few.said?.values[k] ?? NaN)) / 2, 6))
      expect(formed.said?.values).toHaveLength(3)
    })
  })
})

describe('an ensemble that cannot be', () => {
  it('is refused where its members were tested on other rows, or predict other things', async () => {
    const split = await line.run('ensemble', 'trees', 'elsewhere')
    expect([split.code, split.stderr]).toEqual([2, expect.stringMatching(/split in different ways/)])
    const target = await line.run('ensemble', 'trees', 'mass')
    expect([target.code, target.stderr]).toEqual([2, expect.stringMatching(/predict different things/)])
  })

  it('predicts nothing while a member is deleted or has no model, says which, and leaves no file', async () => {
    await line.run('ensemble', 'net', 'majority', '--name', 'needy')
    const out = join(folder, 'never.csv')
    const attempt = () => line.run('predict', 'needy', penguins, '--out', out)
    const id = idOf['majority'] ?? ''
    await line.run('delete', 'majority')
    const without = await attempt()
    expect([without.code, without.stderr]).toEqual([expect.any(Number), expect.stringMatching(new RegExp(`needs its member ${id}.*Restore it`))])
    expect(without.code).not.toBe(0)
    await line.run('restore', id)
    const model = join(line.workspace, 'runs', id, 'model')
    await rename(model, `${model}-away`)
    const emptied = await attempt()
    expect([emptied.code === 0, emptied.stderr]).toEqual([false, expect.stringMatching(new RegExp(`${id} has no weights`))])
    await rename(`${model}-away`, model)
    // What cannot be read is left as it is.
    await rename(join(model, 'best', 'model.json'), join(model, 'best', 'kept.json'))
    await writeFile(join(model, 'best', 'model.json'), '{"version":1,"kind":"constant","outputs":[]}')
    const broken = await attempt()
    expect([broken.code === 0, broken.stderr]).toEqual([false, expect.stringMatching(/cannot be read/)])
    await rename(join(model, 'best', 'kept.json'), join(model, 'best', 'model.json'))
    expect(await readdir(folder)).not.toContain('never.csv')
    expect((await attempt()).code).toBe(0)
    expect(await tmpOf()).toEqual([])
  })

  it('leaves no file when it is cancelled, in whichever member', async () => {
    await line.run('ensemble', 'thin', 'trees', 'few', '--name', 'slow')
    const many = join(folder, 'many.csv')
    const [head = '', ...rows] = (await readFile(penguins, 'utf8')).trimEnd().split('\n')
    await writeFile(many, [head, ...Array.from({ length: 200 }, () => rows).flat()].join('\n'))
    const out = join(folder, 'cancelled.csv')
    const before = (await readdir(folder)).sort()
    await withCore(async ({ predictions }) => {
      for (const from of [0.01, 0.4, 0.7]) {
        const asked = new AbortController()
        const going = predictions.predict({ run: 'slow', file: many, out }, { signal: asked.signal, onProgress: ({ doing, share }) => doing === 'predicting' && (share ?? 0) > from && asked.abort() })
        await expect(going).rejects.toMatchObject({ code: 'cancelled' })
        expect(await tmpOf()).toEqual([])
      }
    })
    expect((await readdir(folder)).sort()).toEqual(before)
  })
})

it('says that a member was trained on since it was scored, and scores it again when asked', async () => {
  const ok = async (...words: readonly string[]) => {
    const { code, value, stderr } = await line.json(...words)
    if (code !== 0) throw new Error(stderr)
    return value as { readonly metrics: unknown; readonly computedAt?: string; readonly memberWeights?: readonly (string | null)[]; readonly test: unknown }
  }
  await ok('train', penguins, '--target', 'species', '--epochs', '1', '--layers', '8', '--name', 'young', '--engine', 'graph')
  await ok('ensemble', 'young', 'trees', '--name', 'before')
  const importance = () => ok('evaluate', 'before', '--importance', '--repeats', '2', '--on', 'validation')
  const measured = (await importance()).computedAt
  expect((await importance()).computedAt).toBe(measured)
  expect((await line.run('show', 'before')).stdout).not.toContain('outdated')

  await ok('resume', 'young', '--epochs', '30')
  expect((await line.run('show', 'before')).stdout).toMatch(/outdated +Its member r-\S+ was trained on since this was scored/)
  await ok('ensemble', 'young', 'trees', '--name', 'after')
  for (const on of ['validation', 'test']) expect((await ok('evaluate', 'before', '--on', on)).metrics).toEqual((await ok('evaluate', 'after', '--on', on)).metrics)
  const [before, after] = [await ok('show', 'before'), await ok('show', 'after')]
  expect(before.memberWeights).toEqual(after.memberWeights)
  expect(before.test).toMatchObject({ accuracy: (after.test as { accuracy: number }).accuracy })
  expect((await line.run('show', 'before')).stdout).not.toContain('outdated')
  expect((await importance()).computedAt).not.toBe(measured)
})

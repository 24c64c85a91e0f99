import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CommandLine, penguins } from './fixtures/command-line'

const folder = mkdtempSync(join(tmpdir(), 'crossfade-take-away-'))
let cli: CommandLine
beforeAll(async () => {
  cli = await CommandLine.open(folder)
  for (const [name, target] of [['kinds', 'species'], ['weight', 'body_mass_g']] as const) {
    const { code, stderr } = await cli.run('train', penguins, '--target', target, '--epochs', '4', '--name', name, '--batch-norm', '--dropout', '0.1', '--layers', '16,8')
    if (code !== 0) throw new Error(stderr)
  }
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('export', () => {
  const formats = { keras: 'm.keras', h5: 'm.h5', onnx: 'm.onnx', savedmodel: 'saved', tfjs: 'web', numpy: 'plain' }
  it.each(Object.entries(formats))('writes %s, checked on at least a thousand rows', async (format, name) => {
    for (const run of ['kinds', 'weight']) {
      const out = join(folder, `${run}-${name}`)
      const { code, value, stderr } = await cli.json('export', run, '--format', format, '--out', out)
      expect(stderr).toBe('')
      expect(code).toBe(0)
      expect(value).toMatchObject({ format, out })
      const { checked, files } = value as { checked: { by: string; rows: number; maxDifference: number }; files: string[] }
      expect(checked.by).not.toBe('')
      expect(checked.rows).toBeGreaterThanOrEqual(1000)
      expect(checked.maxDifference).toBeLessThan(run === 'kinds' ? 1e-4 : 0.1)
      for (const file of files) expect(readFileSync(file).length).toBeGreaterThan(0)
    }
  }, 180_000)

  it('leaves nothing beside what it names, and nothing of what it refuses', async () => {
    const out = join(folder, 'lonely')
    mkdirSync(out)
    expect((await cli.run('export', 'kinds', '--format', 'keras', '--out', join(out, 'm.zip'))).code).toBe(2)
    expect((await cli.run('export', 'kinds', '--format', 'numpy', '--out', folder)).code).toBe(2)
    expect((await cli.run('export', 'nobody', '--format', 'onnx', '--out', join(out, 'm.onnx'))).code).toBe(2)
    expect((await cli.run('export', 'kinds', '--format', 'onnx', '--out', join(out, 'none', 'm.onnx'))).code).toBe(3)
    expect(readdirSync(out)).toEqual([])
    expect((await cli.run('export', 'kinds', '--format', 'onnx', '--out', join(out, 'm.onnx'), '--epoch', 'last')).code).toBe(0)
    expect(readdirSync(out)).toEqual(['m.onnx'])
  }, 120_000)

  it('replaces its own earlier export, and neither another run\'s beside it nor a file of somebody else', async () => {
    const out = join(folder, 'again')
    mkdirSync(out)
    const write = (run: string, format: string, name: string) => cli.run('export', run, '--format', format, '--out', join(out, name), '--own-reader')
    expect((await write('kinds', 'keras', 'm.keras')).code).toBe(0)
    expect((await write('weight', 'keras', 'm.keras')).code).toBe(0)
    const kept = readFileSync(join(out, 'm_preparation.json'), 'utf8')
    const other = await write('kinds', 'h5', 'm.h5')
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('belongs to m.keras')])
    expect(readFileSync(join(out, 'm_preparation.json'), 'utf8')).toBe(kept)
    expect((await write('weight', 'h5', 'm.h5')).code).toBe(0)
    writeFileSync(join(out, 'n.onnx'), 'mine')
    expect((await write('kinds', 'onnx', 'n.onnx')).code).toBe(2)
    expect(readFileSync(join(out, 'n.onnx'), 'utf8')).toBe('mine')
    expect((await write('kinds', 'onnx', 'o.onnx')).code).toBe(0)
    expect((await write('weight', 'onnx', 'o.onnx')).code).toBe(0)
    for (const name of ['c.md', 'c.html']) for (const run of ['kinds', 'weight']) expect((await write(run, 'card', name)).code).toBe(0)
  }, 120_000)

  it('makes a model card of what the run holds and what people wrote', async () => {
    const out = join(folder, 'card')
    expect((await cli.run('export', 'kinds', '--format', 'card', '--out', `${out}.md`, '--purpose', 'To tell <b>penguins</b> apart.', '--limits', 'Not for |puffins|.')).code).toBe(0)
    const card = readFileSync(`${out}.md`, 'utf8')
    for (const part of ['## Purpose', '## Data', '## Preparation', '## Architecture', '## Training', '## Results', '## Limits', '## How to reproduce', 'sha256', '95 % interval', 'crossfade verify']) expect(card).toContain(part)
    expect(card).toContain('\\<b\\>penguins\\</b\\>')
    expect(card).toMatch(/\| Training › optimizer \| adam \|/)
    expect((await cli.run('export', 'kinds', '--format', 'card', '--out', `${out}.html`)).code).toBe(0)
    const page = readFileSync(`${out}.html`, 'utf8')
    expect(page).toContain('To tell &lt;b&gt;penguins&lt;/b&gt; apart.')
    expect(page).not.toMatch(/<script|https?:/)
  }, 60_000)

  it('writes event files that come back as runs', async () => {
    const out = join(folder, 'events')
    const exported = (await cli.json('export', 'kinds', '--format', 'tensorboard', '--out', out)).value as { checked: { by: string; rows: number; maxDifference: number } }
    // Losses, accuracies and the learning rate of four epochs, and what the test rows came to.
    expect(exported.checked.by).toMatch(/TensorBoard|own reader/)
    expect(exported.checked.rows).toBeGreaterThan(20)
    expect(exported.checked.maxDifference).toBeLessThan(1e-6)
    const { value } = await cli.json('import', out)
    const { from, runs } = value as { from: string; runs: { imported: { from: string }; run: { name: string; settings: Record<string, unknown>; series: { part: string; metric: string; points: unknown[] }[] } }[] }
    expect(from).toBe('tensorboard')
    expect(runs[0]?.run.name).toBe('kinds')
    expect(runs[0]?.run.series.find(({ part, metric }) => part === 'validation' && metric === 'loss')?.points).toHaveLength(4)
    expect(runs[0]?.run.settings).toMatchObject({ 'training.optimizer.kind': 'adam', 'split.method': 'stratified', target: 'species' })
    // It keeps its name, and the run of the workspace is still the one that is meant by it.
    expect(await cli.run('show', 'kinds')).toMatchObject({ code: 0, stdout: expect.stringContaining('r-') as string })
  }, 60_000)

  it('writes event files while a run is trained, every epoch of it', async () => {
    const out = join(folder, 'live')
    expect((await cli.run('train', penguins, '--target', 'species', '--epochs', '7', '--name', 'live', '--tensorboard', out)).code).toBe(0)
    const { runs } = (await cli.json('import', out)).value as { runs: { run: { series: { part: string; metric: string; points: { step: number }[] }[] } }[] }
    for (const part of ['train', 'validation']) {
      const series = runs[0]?.run.series.find((one) => one.part === part && one.metric === 'loss')
      expect(series?.points.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7])
    }
  }, 60_000)

  it('writes the table of runs with every setting, whether the index is there or not', async () => {
    rmSync(join(cli.workspace, 'cache', 'runs-index.jsonl'), { force: true })
    for (const name of ['fresh.json', 'again.json']) {
      expect((await cli.run('runs', '--table', join(folder, name))).code).toBe(0)
      const rows = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { id: string; name: string; config: Record<string, unknown> }[]
      expect(rows.find((row) => row.name === 'kinds' && !row.id.startsWith('i-'))?.config).toMatchObject({ 'model.layers': expect.stringContaining('dense 16 relu') as string, target: 'species' })
    }
  }, 60_000)

  it('says in one line that a tracking server does not answer', async () => {
    const { code, stderr } = await cli.run('export', 'kinds', '--format', 'mlflow', '--out', 'http://127.0.0.1:9')
    expect(code).toBe(1)
    expect(stderr).toContain('Is the server running')
  }, 60_000)
})

describe('import', () => {
  it.each(['m.keras', 'm.h5', 'web'])('opens %s as the design that was trained', async (name) => {
    const { code, value } = await cli.json('import', join(folder, `kinds-${name}`))
    expect(code).toBe(0)
    const { experiment } = (await cli.json('show', 'kinds')).value as { experiment?: { model: unknown } }
    const design = (value as { design: { layers: { kind: string }[]; output: unknown } }).design
    expect(design.layers.map(({ kind }) => kind)).toEqual(['dense', 'batch-normalization', 'dropout', 'dense', 'batch-normalization', 'dropout'].slice(0, design.layers.length))
    expect(design.layers.length).toBeGreaterThanOrEqual(4)
    if (experiment !== undefined) expect(design.output).toEqual((experiment.model as { output: unknown }).output)
    expect(readdirSync((value as { weights: string }).weights).sort()).toEqual(['model.json', 'weights.bin'])
  }, 60_000)

  it('begins a training with the weights of a model, and refuses a stack that they do not fit', async () => {
    const from = ['--target', 'species', '--start-from', join(folder, 'kinds-m.keras')]
    const { code, value, stderr } = await cli.json('train', penguins, ...from, '--epochs', '1', '--name', 'onward')
    expect([code, stderr.includes('Error')]).toEqual([0, false])
    const { run } = value as { run: { id: string } }
    const first = (name: string) => (JSON.parse(readFileSync(join(cli.workspace, 'runs', name, 'metrics.jsonl'), 'utf8').split('\n')[0] ?? '') as { loss: number }).loss
    const { runs } = (await cli.json('runs')).value as { runs: { id: string; name: string }[] }
    expect(first(run.id)).toBeLessThan(first(runs.find(({ id, name }) => name === 'kinds' && !id.startsWith('i-'))?.id ?? ''))
    const record = JSON.parse(readFileSync(join(cli.workspace, 'runs', run.id, 'run.json'), 'utf8')) as { experiment: { model: { start: { name: string } } } }
    expect(record.experiment.model.start.name).toBe('kinds-m.keras')
    expect((await cli.json('verify', run.id)).value).toMatchObject({ verdict: 'same' })
    const misfit = await cli.run('train', penguins, ...from, '--layers', '16,9', '--batch-norm')
    expect(misfit.stderr).toMatch(/The weights of kinds-m\.keras do not fit the stack: layer \d asks for/)
    expect(misfit.code).toBe(3)
  }, 120_000)

  it('refuses what is no model', async () => {
    const path = join(folder, 'rubbish.h5')
    writeFileSync(path, 'rubbish')
    expect((await cli.run('import', path)).code).toBe(3)
  }, 60_000)
})

describe('predict', () => {
  it('tells the likeliest classes, and how the rows differ from the training rows', async () => {
    const table = readFileSync(penguins, 'utf8').split('\n')
    const file = join(folder, 'new.csv')
    writeFileSync(file, [table[0], ...table.slice(1, 80).map((line) => line.replace(/Torgersen|Biscoe|Dream/, '=Atlantis()'))].join('\n'))
    const out = join(folder, 'new-predictions.csv')
    const { code, value } = await cli.json('predict', 'kinds', file, '--out', out, '--keep', '--top', '2', '--drift')
    expect(code).toBe(0)
    const lines = readFileSync(out, 'utf8').split('\n')
    expect(lines[0]?.endsWith('prediction,score,prediction_2,score_2')).toBe(true)
    expect(lines[1]).toContain(`'=Atlantis()`)
    const { drift } = value as { drift: { rows: number; columns: { column: string; verdict: string; unseen: number }[] } }
    expect(drift.rows).toBe(79)
    expect(drift.columns.find(({ column }) => column === 'island')).toMatchObject({ verdict: 'far', unseen: 1 })
  }, 60_000)

  it('keeps the names of its own columns beside those of the file, and writes no head that a spreadsheet would take for a formula', async () => {
    const table = readFileSync(penguins, 'utf8').split('\n')
    const file = join(folder, 'heads.csv')
    writeFileSync(file, [`${table[0]},=1+1,prediction,Score`, ...table.slice(1, 20).map((line) => `${line},＝a,b,c`)].join('\n'))
    const out = join(folder, 'heads-predictions.csv')
    expect((await cli.run('predict', 'kinds', file, '--out', out, '--keep')).code).toBe(0)
    const [head, first] = readFileSync(out, 'utf8').split('\n')
    expect(head?.endsWith(`,'=1+1,prediction (file),Score (file),prediction,score`)).toBe(true)
    expect(first).toMatch(/,'＝a,b,c,(Adelie|Chinstrap|Gentoo),0\.\d+$/)
  }, 60_000)

  it('gives a regression an interval for the coverage that is asked for', async () => {
    const out = join(folder, 'weights.json')
    const width = async (coverage: string) => ((await cli.json('predict', 'weight', penguins, '--out', out, '--coverage', coverage)).value as { interval: { halfWidth: number } }).interval.halfWidth
    const [narrow, wide] = [await width('0.6'), await width('0.9')]
    expect(narrow).toBeLessThan(wide)
    const rows = JSON.parse(readFileSync(out, 'utf8')) as { prediction: number; low: number; high: number }[]
    expect(rows).toHaveLength(344)
    expect((rows[0]?.high ?? NaN) - (rows[0]?.low ?? NaN)).toBeCloseTo(2 * wide, 2)
  }, 60_000)
})

describe('an experiment file', () => {
  it('is read as the window reads it: with a byte order mark, from a pipe too, and refused in the same words', async () => {
    const printed = await cli.run('train', penguins, '--target', 'species', '--epochs', '1', '--print-config')
    const good = join(folder, 'good.crossfade')
    writeFileSync(good, `\uFEFF${printed.stdout}`)
    const again = await cli.run('train', '--config', good, '--print-config')
    expect(JSON.parse(again.stdout)).toEqual(JSON.parse(printed.stdout))
    if (process.platform !== 'win32') {
      const pipe = join(folder, 'pipe')
      execFileSync('mkfifo', [pipe])
      const [{ stdout }] = await Promise.all([cli.run('train', '--config', pipe, '--print-config'), writeFile(pipe, printed.stdout)])
      expect(JSON.parse(stdout)).toEqual(JSON.parse(printed.stdout))
    }
    const refused = [
      ['a,b\n', /is not an experiment file: it is not JSON/],
      ['', /it is empty/],
      ['{"version":2}', /was written by a newer Crossfade \(version 2 of the format; this one reads 1\)/],
      ['{"version":1}', /is not an experiment: name: .*docs\/experiment-format\.md/],
    ] as const
    for (const [text, words] of refused) {
      const bad = join(folder, 'bad.crossfade')
      writeFileSync(bad, text)
      const { code, stderr } = await cli.run('train', '--config', bad)
      expect(code).toBe(3)
      expect(stderr.trim()).toMatch(words)
      expect(stderr.trim().split('\n')).toHaveLength(1)
    }
    const elsewhere = join(folder, 'elsewhere.crossfade')
    writeFileSync(elsewhere, printed.stdout.replace(/"path": ".*"/, '"path": "//host/share/x.csv"'))
    const { code, stderr } = await cli.run('train', '--config', elsewhere)
    expect([code, stderr.trim()]).toEqual([3, expect.stringMatching(/names \/\/host\/share\/x\.csv, which is on another computer \(host\)\. .* crossfade train TABLE --config FILE opens it\.$/)])
    expect(JSON.parse((await cli.run('train', penguins, '--config', elsewhere, '--print-config')).stdout)).toEqual(JSON.parse(printed.stdout))
    expect(await cli.run('train', '--config', join(folder, 'none.crossfade'))).toMatchObject({ code: 3, stderr: expect.stringContaining('none.crossfade is not there') as string })
    expect(await cli.run('train', '--config', folder)).toMatchObject({ code: 3, stderr: expect.stringContaining('is a folder, not an experiment file') as string })
  }, 120_000)
})

// @ts-check
// Runs at scale: a workspace of many runs is listed in the terminal, from nothing and with its index; a filter; a run with many epochs.
// The goals are ratios to what Node itself takes on the same machine at the same moment (docs/benchmarks.md).
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const cli = process.env['CROSSFADE_CLI'] ?? join(root, 'out', 'main', 'cli.js')
const json = process.argv.includes('--json')
const asked = (/** @type {string} */ name, /** @type {number} */ otherwise) => Number(process.argv.find((arg) => arg.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise)
const runs = asked('runs', 10_000)
const epochs = asked('epochs', 100_000)
const repeats = asked('repeats', 5)
const kept = process.argv.find((arg) => arg.startsWith('--keep='))?.split('=')[1]

const folder = kept ?? mkdtempSync(join(tmpdir(), 'crossfade-bench-runs-'))
const workspace = join(folder, 'workspace')
const env = { ...process.env, CROSSFADE_CONFIG_DIR: join(folder, 'config') }

/** @param {readonly string[]} args */
const crossfade = (...args) => execFileSync(process.execPath, [cli, ...args, '--workspace', workspace], { env, encoding: 'utf8', maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'ignore'] })

/** @param {() => unknown} work */
function timed(work) {
  const began = performance.now()
  work()
  return performance.now() - began
}

/** @param {readonly number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
/** @param {() => unknown} work */
const best = (work) => median(Array.from({ length: repeats }, () => timed(work)))

/** Copies of one real run that differ in what runs of a year of work differ in: id, name, tags, seed, times, and all that was measured. */
function makeRuns() {
  mkdirSync(folder, { recursive: true })
  crossfade('train', join(root, 'resources', 'samples', 'palmer_penguins.csv'), '--target', 'species', '--epochs', '20', '--patience', '0', '--name', 'template')
  const runsDir = join(workspace, 'runs')
  const template = readdirSync(runsDir)[0] ?? ''
  const record = JSON.parse(readFileSync(join(runsDir, template, 'run.json'), 'utf8'))
  const lines = readFileSync(join(runsDir, template, 'metrics.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line))
  for (let i = 1; i < runs; i++) {
    const at = new Date(Date.UTC(2026, 0, 1) + i * 60_000)
    const stamp = at.toISOString().replace(/[-:]/g, '').slice(0, 15).replace('T', '-')
    const id = `r-${stamp}-${i.toString(36).padStart(5, '0')}`
    const dir = join(runsDir, id)
    mkdirSync(dir)
    const accuracy = 0.2 + ((i * 7919) % 8000) / 10_000
    const training = { ...record.experiment.training, seed: i }
    // What a training makes is another number in every run.
    const own = (/** @type {unknown} */ value) => JSON.parse(JSON.stringify(value), (_, one) => (typeof one === 'number' && !Number.isInteger(one) ? one * (1 + i / 1e6) : one))
    const sha = (/** @type {string} */ what) => createHash('sha256').update(`${what} ${i}`).digest('hex')
    const measured = { best: own(record.best), last: own(record.last), timing: own(record.timing), weights: { best: sha('best'), last: sha('last') }, started: at.toISOString(), ended: new Date(at.getTime() + i).toISOString() }
    const one = { ...record, ...measured, id, created: at.toISOString(), experiment: { ...record.experiment, training }, test: { ...own(record.test), accuracy } }
    writeFileSync(join(dir, 'run.json'), `${JSON.stringify(one, null, 2)}\n`)
    writeFileSync(join(dir, 'notes.json'), JSON.stringify({ version: 1, name: `run ${i}`, tags: i % 10 === 0 ? ['baseline'] : [], notes: '', archived: false }))
    writeFileSync(join(dir, 'metrics.jsonl'), lines.map((line) => `${JSON.stringify(own(line))}\n`).join(''))
  }
  const long = join(runsDir, 'r-20270101-000000-zzzzz')
  cpSync(join(runsDir, template), long, { recursive: true })
  writeFileSync(join(long, 'run.json'), `${JSON.stringify({ ...record, id: 'r-20270101-000000-zzzzz', epochs }, null, 2)}\n`)
  const line = (/** @type {number} */ epoch) => JSON.stringify({ epoch, loss: 1 / epoch, accuracy: 0.5, validation: { loss: 2 / epoch, accuracy: 0.4 }, learningRate: 0.001, ms: 10, step: epoch * 15, at: '2026-11-23T04:00:00.000Z' })
  writeFileSync(join(long, 'metrics.jsonl'), `${Array.from({ length: epochs }, (_, i) => line(i + 1)).join('\n')}\n`)
}

/** A program that reads and parses every line of an index: heads of blocks, and columns as IndexBlock has them. */
const readIndex = (/** @type {string} */ path) => `for (const line of require('fs').readFileSync(${JSON.stringify(path)}, 'latin1').split('\\n')) {
  const [cells, places] = line.split('\\f')
  JSON.parse('[' + cells.replaceAll('\\t', ',') + ']')
  if (places !== undefined) JSON.parse(places)
}`

try {
  if (!existsSync(workspace)) makeRuns()
  if (process.argv.includes('--make-only')) process.exit(0)
  const index = join(workspace, 'cache', 'runs-index.jsonl')
  const nodeMs = best(() => spawnSync(process.execPath, ['-e', '0']))
  rmSync(index, { force: true })
  const coldMs = timed(() => crossfade('runs', '--limit', '20'))
  const readMs = best(() => spawnSync(process.execPath, ['-e', readIndex(index)]))
  const warmMs = best(() => crossfade('runs', '--limit', '20'))
  const allMs = best(() => crossfade('runs', '--json'))
  const filterMs = best(() => crossfade('runs', '--filter', 'test.accuracy > 0.9 AND tag = baseline OR seed = 77'))
  const helpMs = best(() => spawnSync(process.execPath, [cli, '--help'], { env }))
  const showMs = best(() => crossfade('show', 'r-20270101-000000-zzzzz', '--epoch', 'last'))
  const figures = {
    runs, epochs, load: Number(loadavg()[0]?.toFixed(2)),
    indexMB: Number((readFileSync(index).length / 1e6).toFixed(1)),
    nodeMs, readIndexMs: readMs, cliStartMs: helpMs, coldMs, warmMs, allJsonMs: allMs, filterMs, filterBesideListMs: filterMs - warmMs, showManyEpochsMs: showMs,
    /** Goal: at most 3. Reading the index: a Node that reads and parses it, less the start of Node. */
    warmToGoal: warmMs / (3 * nodeMs + (readMs - nodeMs)),
  }
  const rounded = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(value < 10 ? 2 : 0)) : value]))
  if (json) process.stdout.write(`${JSON.stringify(rounded, null, 2)}\n`)
  else for (const [name, value] of Object.entries(rounded)) process.stdout.write(`${name.padEnd(20)} ${value}\n`)
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true, force: true })
}

// How long a comparison takes: 20 runs of 2,000 epochs and 18,000 test rows, and the bootstrap of one pair.
// node bench/compare.mjs [--json] [--runs N] [--rounds N] [--thorough]: one start, tests of 2 pairs; --thorough tests all pairs and again with another baseline. Needs a build (npm run build). The runs are made up: scores of 114 classes about as good as on the songs.
import { fork } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')
const json = process.argv.includes('--json')
const numberAfter = (flag, otherwise) => (process.argv.includes(flag) ? Number(process.argv[process.argv.indexOf(flag) + 1]) : otherwise)
const [count, rounds] = [numberAfter('--runs', 20), numberAfter('--rounds', 1)]
const entry = process.env.CROSSFADE_ANALYSIS_ENTRY ?? join(root, 'out/main/engine-analysis.js')
const thorough = process.argv.includes('--thorough')
const [rows, classes, epochs, resamples] = [18_000, 114, 2000, 10_000]

if (!existsSync(entry)) {
  console.error(`${entry} is not there: build first (npm run build).`)
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'crossfade-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

/** The same numbers every time (Marsaglia's xorshift32). */
function stream(seed) {
  let x = seed * 2654435761 || 1
  return () => {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    return (x >>> 0) / 2 ** 32
  }
}

function npy(type, shape, array) {
  const dict = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`
  const length = Math.ceil((10 + dict.length + 1) / 64) * 64 - 10
  return Buffer.concat([Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 255, length >> 8]), Buffer.from(`${dict.padEnd(length - 1)}\n`, 'latin1'), Buffer.from(array.buffer)])
}

const labels = Float32Array.from({ length: rows }, (_, row) => row % classes)
const names = Array.from({ length: classes }, (_, k) => `class ${k}`)

/** Probabilities in which the true class leads about a third of the time; runs share what is hard. */
function scoresOf(run) {
  const [common, own] = [stream(7), stream(100 + run)]
  const scores = new Float32Array(rows * classes)
  for (let row = 0; row < rows; row++) {
    let sum = 0
    const hard = common() + 0.25 * own()
    for (let k = 0; k < classes; k++) {
      const value = (0.2 + common()) ** 6 + 0.3 * own() ** 6 + (k === labels[row] ? 2.6 * (1.1 - hard) : 0)
      scores[row * classes + k] = value
      sum += value
    }
    for (let k = 0; k < classes; k++) scores[row * classes + k] /= sum
  }
  return scores
}

function writeRun(run, template) {
  const id = `r-20260811-120000-${String(10_000 + run)}`
  const dir = join(folder, id)
  mkdirSync(join(dir, 'scores'), { recursive: true })
  const record = { ...template, id, epochs, experiment: { ...template.experiment, training: { ...template.experiment.training, seed: run, learningRate: 0.001 * (run + 1) } } }
  const confusion = names.map((_, y) => names.map((__, x) => (x === y ? 50 : 1)))
  const perClass = names.map((name) => ({ name, support: 158, predicted: 158, precision: 0.3, recall: 0.3, f1: 0.3 }))
  const measured = (value) => ({ value, interval: null, method: null })
  const part = { rows, epoch: 3, scoredAt: template.ended, metrics: { loss: measured(2.7), accuracy: measured(0.3), macroF1: measured(0.28), logLoss: measured(2.7) }, confusion, perClass }
  writeFileSync(join(dir, 'run.json'), JSON.stringify(record))
  writeFileSync(join(dir, 'notes.json'), JSON.stringify({ version: 1, name: `run ${run}`, tags: [], notes: '', archived: false }))
  writeFileSync(join(dir, 'evaluation.json'), JSON.stringify({ version: 1, classes: names, validation: part, test: part }))
  const random = stream(run + 1)
  const line = (epoch) => {
    const value = () => 3 / Math.sqrt(epoch) + 0.01 * random()
    const metrics = () => ({ loss: value(), accuracy: 1 - value() / 4, top5: 1 - value() / 6, macroF1: 1 - value() / 4, logLoss: value(), balancedAccuracy: 1 - value() / 4 })
    return JSON.stringify({ epoch, ...metrics(), validation: metrics(), learningRate: 0.001, ms: 640, step: 357 * epoch, at: template.ended })
  }
  writeFileSync(join(dir, 'metrics.jsonl'), `${Array.from({ length: epochs }, (_, i) => line(i + 1)).join('\n')}\n`)
  const scores = scoresOf(run)
  writeFileSync(join(dir, 'scores', 'test.npy'), npy('<f4', [rows, classes], scores))
  writeFileSync(join(dir, 'scores', 'test-labels.npy'), npy('<f4', [rows], labels))
  writeFileSync(join(dir, 'scores', 'test-rows.npy'), npy('<i4', [rows], Int32Array.from(labels, (_, row) => 5 * row)))
  return { dir, scores }
}

/** What the bench is made of, as JavaScript: a run record that fits the schema, and the statistics. */
async function bundle() {
  const { build } = await import('vite')
  const source = join(folder, 'entry.ts')
  const from = (path) => JSON.stringify(join(root, 'src/shared', path))
  writeFileSync(
    source,
    `export { bootstrapMean } from ${from('statistics/bootstrap-mean.ts')}
export { bootstrapClasses } from ${from('statistics/bootstrap-classes.ts')}
export { gatherClassUnits } from ${from('statistics/class-units.ts')}
export { createRandom } from ${from('maths/random.ts')}
export { recordOf } from ${from('compare/fixtures/run-record.ts')}
`,
  )
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'src/shared') } },
    build: { outDir: join(folder, 'bundle'), emptyOutDir: false, target: 'node20', minify: false, lib: { entry: source, formats: ['es'], fileName: () => 'entry.mjs' } },
  })
  return import(pathToFileURL(join(folder, 'bundle', 'entry.mjs')).href)
}

function engine() {
  const child = fork(entry, { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { ...process.env, NODE_PATH: join(root, 'node_modules') } })
  let next = 0
  const waiting = new Map()
  const ready = new Promise((done) => waiting.set('ready', done))
  child.on('message', (m) => {
    if (m.kind === 'ready') waiting.get('ready')()
    if (m.kind === 'event') waiting.get(m.id)?.onEvent?.(m.event)
    if (m.kind === 'result') waiting.get(m.id).done(m.value)
    if (m.kind === 'error') waiting.get(m.id).fail(new Error(m.error.message))
  })
  const call = (method, payload, onEvent) =>
    new Promise((done, fail) => {
      waiting.set(++next, { done, fail, onEvent })
      child.send({ kind: 'request', id: next, method, payload })
    })
  /** At once: what it was still at work on has no answer. */
  const kill = () => {
    for (const one of waiting.values()) one.fail?.(new Error('The engine was ended.'))
    child.kill('SIGKILL')
  }
  return { ready, call, end: () => child.disconnect(), kill }
}

const median = (xs) => [...xs].sort((a, b) => a - b)[xs.length >> 1]
const cpuMs = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Processor time of the bootstrap of accuracy, log loss and macro F1 of one pair, each with its BCa interval. */
function pairOnce({ bootstrapMean, bootstrapClasses, gatherClassUnits, createRandom }, a, b) {
  const truth = Int32Array.from(labels)
  const started = cpuMs()
  bootstrapMean(Float64Array.from(truth, (label, row) => (b.predicted[row] === label ? 1 : 0) - (a.predicted[row] === label ? 1 : 0)), null, resamples, createRandom(1))
  const accuracy = cpuMs()
  bootstrapMean(Float64Array.from(truth, (_, row) => Math.log(a.probability[row]) - Math.log(b.probability[row])), null, resamples, createRandom(2))
  const logLoss = cpuMs()
  bootstrapClasses(gatherClassUnits(truth, a.predicted, b.predicted, classes), classes, resamples, createRandom(3))
  const macroF1 = cpuMs()
  return { accuracyMs: accuracy - started, logLossMs: logLoss - accuracy, macroF1Ms: macroF1 - logLoss, allMs: macroF1 - started }
}

function outcomes(scores) {
  const [predicted, probability] = [new Int32Array(rows), new Float64Array(rows)]
  for (let row = 0; row < rows; row++) {
    let best = 0
    for (let k = 1; k < classes; k++) if (scores[row * classes + k] > scores[row * classes + best]) best = k
    predicted[row] = best
    probability[row] = scores[row * classes + labels[row]]
  }
  return { predicted, probability }
}

const parts = await bundle()
const template = parts.recordOf({ id: 'aaaaa', classes })
const runs = Array.from({ length: count }, (_, run) => {
  const { dir, scores } = writeRun(run, template)
  return { dir, ...(run < 2 ? { outcomes: outcomes(scores) } : {}) }
})
const dirs = runs.map(({ dir }) => dir)
// Once for the compiler, then measured.
const pairs = Array.from({ length: 6 }, () => pairOnce(parts, runs[0].outcomes, runs[1].outcomes)).slice(1)
const pair = Object.fromEntries(Object.keys(pairs[0]).map((key) => [key, Math.round(median(pairs.map((one) => one[key])))]))

const opened = { tableMs: [], curvesMs: [], allMs: [], againMs: [] }
for (let round = 0; round < rounds; round++) {
  // As in the window: one process tests, another one answers what is looked at meanwhile.
  const [analysis, other] = [engine(), engine()]
  await Promise.all([analysis.ready, other.ready])
  const started = performance.now()
  let table = 0
  const all = analysis.call('compare', { dirs, resamples, seed: 42 }, (event) => {
    if (event.kind === 'table') table = performance.now() - started
  }).catch((thrown) => {
    if (thorough) throw thrown
    return null
  })
  const curves = await other.call('runCurves', { dirs })
  opened.curvesMs.push(performance.now() - started)
  if (curves.length !== count || curves[0].epoch.length !== epochs) throw new Error('The curves are not those of the runs.')
  if (!thorough) {
    // What a person waits for first; the tests of all pairs take their time by the number of pairs, so three runs stand for them.
    while (table === 0) await new Promise((done) => setTimeout(done, 5))
    opened.tableMs.push(table)
    analysis.kill()
    const few = engine()
    await few.ready
    const from = performance.now()
    const result = await few.call('compare', { dirs: dirs.slice(0, 3), resamples, seed: 42 }, () => undefined)
    opened.allMs.push(performance.now() - from)
    if (result.pairs.length !== 2) throw new Error('Not every pair was tested.')
    few.end()
    other.end()
    continue
  }
  const result = await all
  opened.tableMs.push(table)
  opened.allMs.push(performance.now() - started)
  if (result.pairs.length !== count - 1) throw new Error('Not every pair was tested.')
  const again = performance.now()
  await analysis.call('compare', { dirs: [dirs[1], dirs[0], ...dirs.slice(2)], resamples, seed: 42 }, () => undefined)
  opened.againMs.push(performance.now() - again)
  analysis.end()
  other.end()
}
const load = Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0])
const result = { runs: count, epochs, rows, classes, resamples, pair, open: Object.fromEntries(Object.entries(opened).filter(([, values]) => values.length > 0).map(([key, values]) => [key, Math.round(median(values))])), load }
if (json) console.log(JSON.stringify(result))
else {
  console.log(`${count} runs of ${epochs} epochs and ${rows} rows of ${classes} classes; medians of ${rounds} starts; load ${load}`)
  console.log(`table with guard, settings and values  ${result.open.tableMs} ms`)
  console.log(`and all curves                         ${result.open.curvesMs} ms`)
  console.log(`intervals, tests and verdicts          ${result.open.allMs} ms (${thorough ? count - 1 : 2} pairs, with progress)`)
  if (thorough) console.log(`all again with another baseline        ${result.open.againMs} ms`)
  console.log(`one pair, ${resamples} resamples, processor time: accuracy ${pair.accuracyMs} ms, log loss ${pair.logLossMs} ms, macro F1 ${pair.macroF1Ms} ms; together ${pair.allMs} ms`)
}

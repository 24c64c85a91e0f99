// How fast the trainer is, beside tfjs `fit` and Keras `fit` on the same machine, library and numbers.
// node bench/engine.mjs [--json] [--quick] [--electron] [--setup-keras] [--stop]        Needs a build (npm run build).
// --stop: only how soon a stop is heard.
// Keras: the Python of CROSSFADE_PYTHON, else a virtual environment in the cache folder, which --setup-keras makes (0.6 GB).
import { execFileSync, fork, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, homedir, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { electronPath } from '../scripts/setup/electron-path.mjs'
import { benchRecord, writeTable } from './engine-data.mjs'
import { measureStops } from './engine-stop.mjs'

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname
const root = resolve(here, '..')
const entry = process.env.CROSSFADE_TRAINER_ENTRY ?? join(root, 'out/main/engine-trainer.js')
const flag = (name) => process.argv.includes(`--${name}`)
const rounds = flag('quick') ? 1 : 3
const folder = mkdtempSync(join(tmpdir(), 'crossfade-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const say = (text) => process.stderr.write(`${text}\n`)

if (!existsSync(entry)) {
  say(`${entry} is not there: build first (npm run build).`)
  process.exit(2)
}

const dense = (units) => ({ kind: 'dense', units, activation: 'relu' })
const rich = (units) => [dense(units), { kind: 'batch-normalization' }, { kind: 'dropout', rate: 0.2 }]
/** `atLeast`: times faster than tfjs fit and than Keras fit. `epochs`: of the trainer; the others do fewer. */
const cases = [
  { name: '[64], batch 32', layers: [dense(64)], batch: 32, epochs: 9, atLeast: [25, 6] },
  { name: '[128, 256], batch 32', layers: [dense(128), dense(256)], batch: 32, epochs: 7, atLeast: [12, 4] },
  { name: '[256, 256] with dropout and batch normalisation, batch 64', layers: [...rich(256), ...rich(256)], batch: 64, epochs: 7, atLeast: [8, 3] },
  { name: '[1024, 1024, 1024], batch 256', layers: [dense(1024), dense(1024), dense(1024)], batch: 256, epochs: 2, atLeast: [null, null], gemm: true },
]
const size = { rows: 91_200, inputs: 12, classes: 114 }

/** Trains in a process of its own; answers the final record, when the first epoch was heard of, and the processor time of a later epoch. */
function trainInNode(request) {
  return new Promise((done, failed) => {
    const started = performance.now()
    const child = fork(entry, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    let firstEpochMs = null
    const processor = []
    child.on('message', (message) => {
      if (message.kind === 'ready') child.send({ kind: 'request', id: 1, method: 'train', payload: request })
      if (message.kind === 'event' && message.event.kind === 'epoch') {
        firstEpochMs ??= performance.now() - started
        processor.push(processorMs(child.pid))
      }
      if (message.kind === 'error') failed(new Error(message.error.message))
      if (message.kind === 'result') {
        child.send({ kind: 'shutdown' })
        done({ record: message.value, firstEpochMs, cpuMs: perEpoch(processor) })
      }
    })
  })
}

/** Processor time that a process has used, in milliseconds; null where the system does not tell. */
function processorMs(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ')
    return 10 * (Number(fields[11]) + Number(fields[12]))
  } catch {
    return null
  }
}

const perEpoch = (times) => (times.length < 2 || times.includes(null) ? null : (times.at(-1) - times[0]) / (times.length - 1))

/** The same in a utility process of the Electron that the set-up found. */
function trainInElectron(request) {
  const electron = electronPath()
  if (electron === undefined) throw new Error('There is no Electron: run npm start or npm test once.')
  const file = join(folder, 'request.json')
  writeFileSync(file, JSON.stringify({ entry, request }))
  const args = ['--no-sandbox', join(here, 'engine-electron.cjs'), file]
  const display = process.env.DISPLAY ? [] : ['xvfb-run', '--auto-servernum']
  const [command, ...rest] = [...display, electron.executable, ...args]
  const output = execFileSync(command, rest, { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' })
  const line = output.split('\n').find((text) => text.startsWith('RESULT '))
  return Promise.resolve(JSON.parse(line.slice('RESULT '.length)))
}

let runs = 0
async function train(preparedDir, one, where = trainInNode) {
  const runDir = join(folder, `run-${++runs}`)
  mkdirSync(runDir)
  return where({ runDir, preparedDir, record: benchRecord(one), resume: false })
}

function python() {
  const own = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'crossfade/bench-python')
  const found = process.env.CROSSFADE_PYTHON ?? join(own, 'bin/python')
  if (existsSync(found)) return found
  if (!flag('setup-keras')) return null
  say('Setting up Python with Keras …')
  execFileSync('python3', ['-m', 'venv', own], { stdio: 'inherit' })
  execFileSync(join(own, 'bin/pip'), ['install', '--quiet', 'tensorflow-cpu==2.21.0', 'keras', 'pandas'], { stdio: 'inherit' })
  return join(own, 'bin/python')
}

/** Runs a script that prints one JSON document last; null when it cannot. */
function other(command, args) {
  const done = spawnSync(command, args, { encoding: 'utf8', cwd: root, env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' } })
  const line = done.stdout?.trim().split('\n').at(-1) ?? ''
  if (done.status !== 0) say(done.stderr?.split('\n').slice(-5).join('\n') ?? '')
  return done.status === 0 ? JSON.parse(line) : null
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1]
const ratio = (theirs, ours) => (theirs === null || theirs === undefined ? null : Math.round((10 * theirs) / ours) / 10)

async function epochs(prepared, keras) {
  const results = []
  for (const one of cases) {
    const times = { xla: [], graph: [], electron: [], electronGraph: [], fit: [], keras: [], gemm: [] }
    const cpu = { xla: [], electron: [], fit: [], keras: [], gemm: [] }
    const keep = (who, measured) => {
      times[who].push(measured?.epochMs ?? null)
      cpu[who].push(measured?.cpuMs ?? null)
    }
    // In turns, so that whatever else the machine does falls on all alike.
    for (let round = 0; round < rounds; round++) {
      for (const engine of ['xla', 'graph']) {
        const { record, cpuMs } = await train(prepared, { ...one, engine })
        times[engine].push(record.timing.medianEpochMs)
        if (engine === 'xla') cpu.xla.push(cpuMs)
      }
      if (flag('electron')) {
        const { record, cpuMs } = await train(prepared, { ...one, engine: 'xla' }, trainInElectron)
        times.electron.push(record.timing.medianEpochMs)
        cpu.electron.push(cpuMs)
        times.electronGraph.push((await train(prepared, { ...one, engine: 'graph' }, trainInElectron)).record.timing.medianEpochMs)
      }
      const description = JSON.stringify({ ...one, prepared, epochs: 1 })
      if (one.gemm === true) {
        const product = other(process.execPath, [join(here, 'engine-tfjs.mjs'), '--gemm'])
        times.gemm.push(product?.gflops ?? null)
        cpu.gemm.push(product?.perProcessorSecond ?? null)
      }
      if (one.gemm !== true) keep('fit', other(process.execPath, [join(here, 'engine-tfjs.mjs'), description]))
      if (keras !== null) keep('keras', other(keras, [join(here, 'engine-keras.py'), 'epoch', description]))
      say(`${one.name}: round ${round + 1} of ${rounds}`)
    }
    const [xla, graph, electron, electronGraph, fit, kerasMs, gemm] = Object.values(times).map((list) => median(list) ?? null)
    const flops = flopsOfEpoch(one)
    results.push({
      case: one.name, xlaMs: xla, graphMs: graph, electronMs: electron, electronGraphMs: electronGraph, tfjsFitMs: fit, kerasMs,
      cpuMs: Object.fromEntries(Object.entries(cpu).map(([who, list]) => [who, median(list) ?? null])),
      fasterThanFit: ratio(fit, xla), fasterThanKeras: ratio(kerasMs, xla), atLeast: one.atLeast,
      gflops: flops / xla / 1e6, gemmGflops: gemm, shareOfGemm: gemm === null ? null : flops / xla / 1e6 / gemm,
    })
    // A long measurement that is broken off has said what it found.
    say(JSON.stringify(results.at(-1)))
  }
  return results
}

/** Multiplications and additions of all matrix products of an epoch: forward, and backward to weights and inputs, without the first inputs. */
function flopsOfEpoch({ layers }) {
  const widths = [size.inputs, ...layers.flatMap((layer) => (layer.kind === 'dense' ? [layer.units] : [])), size.classes]
  const products = widths.slice(1).map((width, i) => 2 * width * widths[i])
  return size.rows * products.reduce((sum, product, i) => sum + product * (i === 0 ? 2 : 3), 0)
}

async function firstEpoch(prepared, keras) {
  const one = { layers: [dense(256), dense(256)], batch: 256, epochs: 15, engine: 'auto' }
  const [ours, theirs] = [[], []]
  for (let round = 0; round < rounds; round++) {
    ours.push((await train(prepared, one)).firstEpochMs)
    if (keras !== null) {
      const started = performance.now()
      other(keras, [join(here, 'engine-keras.py'), 'epoch', JSON.stringify({ ...one, prepared, epochs: 0 })])
      theirs.push(performance.now() - started)
    }
  }
  return { case: 'start to the first epoch’s metrics, [256, 256], batch 256', oursMs: median(ours), kerasMs: median(theirs) ?? null }
}

async function penguins(keras) {
  const file = join(root, 'resources/samples/palmer_penguins.csv')
  const cli = join(root, 'out/main/cli.js')
  if (!existsSync(file) || !existsSync(cli)) return null
  const [ours, theirs] = [[], []]
  for (let round = 0; round < rounds; round++) {
    const started = performance.now()
    const flags = ['--target', 'species', '--layers', '16', '--epochs', '100', '--patience', '0', '--workspace', join(folder, 'workspace'), '--json']
    const done = spawnSync(process.execPath, [cli, 'train', file, ...flags], { encoding: 'utf8' })
    if (done.status !== 0) return { case: 'penguins', error: done.stderr.trim().split('\n').at(-1) }
    ours.push(performance.now() - started)
    if (keras !== null) {
      const began = performance.now()
      other(keras, [join(here, 'engine-keras.py'), 'penguins', file])
      theirs.push(performance.now() - began)
    }
  }
  return { case: '344 penguins, [16], 100 epochs: the whole train verb', oursMs: median(ours), kerasMs: median(theirs) ?? null }
}

async function stops() {
  const narrow = { ...cases[0], engine: 'xla' }
  const wide = { ...cases.at(-1), engine: 'xla' }
  return measureStops({ entry, prepared, folder, cases: [narrow, { ...narrow, engine: 'graph' }, { ...narrow, engine: 'eager' }, wide], times: flag('quick') ? 3 : 7 })
}

function printStops(results) {
  console.log('\n| Stop | busy processes beside | heard: median, worst | steps over: median, worst |\n| --- | --- | --- | --- |')
  for (const { case: name, busyProcesses, heardMs, steppedMs } of results) {
    const both = ({ median: middle, worst }) => `${Math.round(middle)} ms, ${Math.round(worst)} ms`
    console.log(`| ${name} | ${busyProcesses} | ${both(heardMs)} | ${both(steppedMs)} |`)
  }
}

const prepared = join(folder, 'prepared')
writeTable(prepared, size)
if (flag('stop')) {
  const results = await stops()
  if (flag('json')) console.log(JSON.stringify(results, null, 2))
  else printStops(results)
  process.exit(0)
}
const keras = python()
if (keras === null) say('No Python with Keras: add --setup-keras, or set CROSSFADE_PYTHON.')
const result = {
  machine: { cpu: cpus()[0]?.model, cores: cpus().length, node: process.versions.node, load: loadavg() },
  epochs: await epochs(prepared, keras),
  firstEpoch: await firstEpoch(prepared, keras),
  penguins: await penguins(keras),
  stops: await stops(),
}

if (flag('json')) console.log(JSON.stringify(result, null, 2))
else {
  const ms = (value) => (value === null || value === undefined ? '–' : value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`)
  const times = (value) => (value === null ? '–' : `${value}x`)
  console.log('| One epoch, 91,200 rows, 12 inputs, 114 classes | XLA | graph | XLA in Electron | graph in Electron | tfjs fit | Keras fit | against fit | against Keras |')
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |')
  for (const one of result.epochs) {
    const goal = (index) => (one.atLeast[index] === null ? '' : ` (goal ${one.atLeast[index]}x)`)
    console.log(
      `| ${one.case} | ${ms(one.xlaMs)} | ${ms(one.graphMs)} | ${ms(one.electronMs)} | ${ms(one.electronGraphMs)} | ${ms(one.tfjsFitMs)} | ${ms(one.kerasMs)} | ${times(one.fasterThanFit)}${goal(0)} | ${times(one.fasterThanKeras)}${goal(1)} |`,
    )
  }
  const wide = result.epochs.find((one) => one.shareOfGemm !== null)
  if (wide !== undefined) {
    const share = (own, product) => `${own.toFixed(0)} of ${product.toFixed(0)} GFLOP/s, ${((100 * own) / product).toFixed(0)} %`
    const busy = flopsOfEpoch(cases.at(-1)) / wide.cpuMs.xla / 1e6
    console.log(`\n${wide.case}, of a plain matrix product: ${share(wide.gflops, wide.gemmGflops)}; by processor time: ${share(busy, wide.cpuMs.gemm)} (goal 85 %)`)
  }
  console.log('\n| | Crossfade | Keras |\n| --- | --- | --- |')
  for (const one of [result.firstEpoch, result.penguins]) {
    if (one !== null) console.log(`| ${one.case} | ${one.error ?? ms(one.oursMs)} | ${ms(one.kerasMs)} |`)
  }
  console.log('\n| Processor time of an epoch | XLA | XLA in Electron | tfjs fit | Keras fit | against fit | against Keras |\n| --- | --- | --- | --- | --- | --- | --- |')
  for (const { case: name, cpuMs } of result.epochs) {
    console.log(`| ${name} | ${ms(cpuMs.xla)} | ${ms(cpuMs.electron)} | ${ms(cpuMs.fit)} | ${ms(cpuMs.keras)} | ${times(ratio(cpuMs.fit, cpuMs.xla))} | ${times(ratio(cpuMs.keras, cpuMs.xla))} |`)
  }
  printStops(result.stops)
  const { cpu, cores, node, load } = result.machine
  console.log(`\n${cpu}, ${cores} cores, Node ${node}, load ${load.map((value) => value.toFixed(1)).join(' ')}`)
}

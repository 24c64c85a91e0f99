// The quick grid of the song study, 36 trials, beside the same grid in Keras in a Python loop with as many processes: the whole time of
// each, from the start of its program to its end.
// node bench/study.mjs [--json] [--quick]        Needs a build (npm run build), and a Python with Keras (see engine.mjs --setup-keras).
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, homedir, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname
const root = resolve(here, '..')
const cli = process.env.CROSSFADE_CLI ?? join(root, 'out/main/cli.js')
const study = join(root, 'resources/studies/song-genres-quick.json')
const flag = (name) => process.argv.includes(`--${name}`)
const rounds = flag('quick') ? 1 : 3
const jobs = cpus().length
const atLeast = 4
const folder = mkdtempSync(join(tmpdir(), 'crossfade-bench-study-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const say = (text) => process.stderr.write(`${text}\n`)

if (!existsSync(cli)) {
  say(`${cli} is not there: build first (npm run build).`)
  process.exit(2)
}

/** Runs a program to its end and answers its JSON and how long it took. */
function timed(command, args, env = process.env) {
  return new Promise((done, failed) => {
    const started = performance.now()
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let [text, errors] = ['', '']
    child.stdout.on('data', (chunk) => (text += chunk))
    child.stderr.on('data', (chunk) => (errors += chunk))
    child.on('error', failed)
    child.on('close', (code) => (code === 0 ? done({ ms: performance.now() - started, value: JSON.parse(text) }) : failed(new Error(`${command} ended with code ${code}: ${errors.trim().split('\n').pop()}`))))
  })
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1]
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

async function crossfade(round) {
  const env = { ...process.env, CROSSFADE_CONFIG_DIR: join(folder, 'config') }
  const { ms, value } = await timed(process.execPath, [cli, 'study', study, '--jobs', String(jobs), '--workspace', join(folder, `workspace-${round}`), '--json'], env)
  return { ms, trials: value.trials.length, accuracy: mean(value.trials.map((trial) => trial.objective)) }
}

async function keras() {
  const python = [process.env.CROSSFADE_PYTHON, join(process.env.CROSSFADE_CACHE ?? join(homedir(), '.cache', 'crossfade'), 'keras', 'bin', 'python')].find((path) => path !== undefined && existsSync(path))
  if (python === undefined) return null
  const { ms, value } = await timed(python, [join(here, 'study-keras.py'), study, String(jobs)])
  return { ms, trials: value.trials, accuracy: mean(value.accuracies) }
}

const load = loadavg()[0]
const ours = []
const theirs = []
// Turn by turn, so that a machine that is busy for a while slows both.
for (let round = 0; round < rounds; round++) {
  ours.push(await crossfade(round))
  const other = await keras()
  if (other !== null) theirs.push(other)
}
const result = {
  machine: { cpu: cpus()[0]?.model ?? '', cores: jobs, load },
  jobs,
  trials: ours[0].trials,
  crossfade: { ms: median(ours.map((one) => one.ms)), runs: ours.map((one) => Math.round(one.ms)), meanAccuracy: ours[0].accuracy },
  keras: theirs.length === 0 ? null : { ms: median(theirs.map((one) => one.ms)), runs: theirs.map((one) => Math.round(one.ms)), meanAccuracy: theirs[0].accuracy },
  times: theirs.length === 0 ? null : median(theirs.map((one) => one.ms)) / median(ours.map((one) => one.ms)),
  atLeast,
}
if (flag('json')) process.stdout.write(`${JSON.stringify(result)}\n`)
else {
  const line = (name, one) => `${name.padEnd(12)} ${(one.ms / 1000).toFixed(1).padStart(6)} s   mean validation accuracy ${(100 * one.meanAccuracy).toFixed(1)} %   (${one.runs.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(', ')})`
  process.stdout.write(`${result.trials} trials, ${jobs} at once; load ${load.toFixed(1)}\n${line('Crossfade', result.crossfade)}\n`)
  if (result.keras === null) process.stdout.write('Keras: no Python with Keras was found (CROSSFADE_PYTHON, or engine.mjs --setup-keras).\n')
  else process.stdout.write(`${line('Keras', result.keras)}\n${result.times.toFixed(1)} times as fast (goal: ${atLeast})\n`)
}

// How long the data engine takes, as ratios to DuckDB's own plain scan of the same file in the same process run.
// node bench/data.mjs [--json] [FILE]; FILE: $CROSSFADE_SONGS, else the synthetic songs. Needs a build (npm run build).
import { fork, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')
const json = process.argv.includes('--json')
const named = process.argv.slice(2).find((a) => !a.startsWith('--'))
const file = named ?? process.env.CROSSFADE_SONGS ?? join(root, 'resources/samples/synthetic_songs.csv')
const entry = process.env.CROSSFADE_DATA_ENTRY ?? join(root, 'out/main/engine-data.js')
const rounds = 5
const pythonProgram = process.env.CROSSFADE_PYTHON ?? 'python3'
const twelve = 'popularity,duration_ms,danceability,energy,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo'.split(',')

if (!existsSync(entry)) {
  console.error(`${entry} is not there: build first (npm run build).`)
  process.exit(2)
}

const folder = mkdtempSync(join(tmpdir(), 'crossfade-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

function start() {
  const child = fork(entry, { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { ...process.env, NODE_PATH: join(root, 'node_modules') } })
  let next = 0
  const waiting = new Map()
  const ready = new Promise((done) => waiting.set('ready', done))
  child.on('message', (m) => {
    if (m.kind === 'ready') waiting.get('ready')()
    if (m.kind === 'result') waiting.get(m.id).done(m.value)
    if (m.kind === 'error') waiting.get(m.id).fail(new Error(m.error.message))
  })
  return {
    ready,
    call: (method, payload) =>
      new Promise((done, fail) => {
        waiting.set(++next, { done, fail })
        child.send({ kind: 'request', id: next, method, payload })
      }),
    end: () => child.disconnect(),
  }
}

const median = (xs) => [...xs].sort((a, b) => a - b)[xs.length >> 1]

async function timed(work) {
  const started = process.hrtime.bigint()
  const result = await work()
  return { result, ms: Number(process.hrtime.bigint() - started) / 1e6 }
}

/** DuckDB, left to itself: opens the file, counts its rows and computes min, max and avg of every number column. Answers a function that does it once. */
async function scanner() {
  const { DuckDBInstance } = createRequire(join(root, 'package.json'))('@duckdb/node-api')
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const relation = `read_csv('${file.replace(/'/g, "''")}')`
  const described = await (await connection.run(`DESCRIBE SELECT * FROM ${relation}`)).getRowsJS()
  const numbers = described.filter(([, type]) => /INT|DOUBLE|DECIMAL/.test(type)).map(([name]) => `"${name.replace(/"/g, '""')}"`)
  const sql = `SELECT count(*), ${numbers.flatMap((n) => [`min(${n})`, `max(${n})`, `avg(${n})`]).join(', ')} FROM ${relation}`
  return async () => (await timed(async () => (await connection.run(sql)).getRowsJS())).ms
}

/** The figures of a profile as pandas computes them. */
const figures = `
import sys, time
import numpy as np, pandas as pd
def full(d):
    for c in d.columns:
        s = d[c]; present = s.dropna()
        len(s) - len(present); present.nunique(); present.value_counts().head(20); present.min(); present.max()
        if s.dtype.kind in 'if':
            present.mean(); present.std(); present.quantile([.05, .25, .5, .75, .95]); np.histogram(present, 30)`

/** A program from its start to its end; null where it fails. */
async function whole(program, args, env = {}) {
  const { result, ms } = await timed(() => new Promise((done) => spawn(program, args, { stdio: 'ignore', env: { ...process.env, ...env } }).on('error', () => done(1)).on('exit', done)))
  return result === 0 ? ms : null
}

/** Both from nothing to the figures, in turns: the `profile` verb, and a Python that imports pandas. */
async function wholePrograms() {
  const times = []
  for (let round = 0; round < rounds; round++) {
    const verb = await whole(process.execPath, [join(root, 'out/main/cli.js'), 'profile', file, '--json', '--workspace', join(folder, `workspace-${round}`)], { CROSSFADE_CONFIG_DIR: join(folder, 'config') })
    const other = await whole(pythonProgram, ['-c', `${figures}\nfull(pd.read_csv(sys.argv[1]))`, file])
    if (verb !== null) times.push({ verb, other })
  }
  return times
}

/** A Python that computes the figures of a profile with pandas once for every line it is sent: beside each profile, so that a busy machine hinders both. */
function pandas() {
  const code = `${figures}
for line in sys.stdin:
    t = time.perf_counter(); d = pd.read_csv(sys.argv[1]); d.describe(); a = time.perf_counter() - t
    t = time.perf_counter(); d = pd.read_csv(sys.argv[1]); full(d); b = time.perf_counter() - t
    print(a * 1000, b * 1000, flush=True)`
  const child = spawn(pythonProgram, ['-c', code, file], { stdio: ['pipe', 'pipe', 'ignore'] })
  const waiting = []
  const answer = (value) => waiting.splice(0).forEach((done) => done(value))
  createInterface({ input: child.stdout }).on('line', (line) => answer(line.split(' ').map(Number)))
  let gone = false
  const end = () => {
    gone = true
    answer(null)
  }
  child.on('error', end).on('exit', end)
  child.stdin.on('error', () => undefined)
  return {
    /** [read_csv + describe, read_csv and all figures] in ms; null where this Python has no pandas. */
    measure: () =>
      new Promise((done) => {
        if (gone) return done(null)
        waiting.push(done)
        child.stdin.write('\n')
      }),
    end: () => child.stdin.end(),
  }
}

async function engine(scan, python) {
  const times = { profile: [], audit: [], prepare: [], cached: [] }
  const others = []
  /** A scan just before each figure: on a machine that is busy both suffer alike. */
  const record = async (what, work) => {
    const scanMs = await scan()
    const { result, ms } = await timed(work)
    times[what].push({ ms, scanMs })
    return result
  }
  for (let round = 0; round < rounds; round++) {
    const source = { path: file, reading: {}, tmp: join(folder, 'tmp') }
    // A process of its own for each: nothing is loaded yet, as when a command starts.
    const first = start()
    await first.ready
    const opened = await record('profile', () => first.call('open', source))
    first.end()
    const measured = await python.measure()
    if (measured !== null) others.push({ describeMs: measured[0], figuresMs: measured[1], toProfile: measured[1] / times.profile[round].ms })
    const columns = opened.columns.map((c) => c.name)
    const target = columns.includes('track_genre') ? 'track_genre' : columns[columns.length - 1]
    const features = twelve.every((f) => columns.includes(f)) ? twelve : columns.filter((c) => c !== target)
    const recipe = {
      task: 'classification',
      target,
      columns: { features, ignored: [], types: {} },
      rows: [{ kind: 'drop-missing-target' }],
      steps: [
        { kind: 'impute-number', columns: 'all', method: 'median', indicator: false },
        { kind: 'scale', columns: 'all', method: 'standard' },
      ],
      split: { method: 'stratified', validation: 0.1, test: 0.2, seed: 42 + round },
    }
    const input = { ...source, reading: opened.reading, sha256: opened.sha256, recipe, cache: join(folder, 'cache') }
    const second = start()
    await second.ready
    await record('prepare', () => second.call('prepare', input))
    second.end()
    const third = start()
    await third.ready
    await record('cached', () => third.call('prepare', input))
    third.end()
    const fourth = start()
    await fourth.ready
    await record('audit', () => fourth.call('audit', { ...source, reading: opened.reading, recipe }))
    fourth.end()
  }
  return { times, others }
}

const scan = await scanner()
await scan()
const python = pandas()
// The first time it reads its libraries.
await python.measure()
const { times, others } = await engine(scan, python)
python.end()
const programs = await wholePrograms()
const compared = programs.filter((x) => x.other !== null)
const rows = Object.entries(times).map(([what, t]) => ({
  what,
  ms: Math.round(median(t.map((x) => x.ms))),
  toScan: Number(median(t.map((x) => x.ms / x.scanMs)).toFixed(2)),
}))
const scanMs = median(Object.values(times).flatMap((t) => t.map((x) => x.scanMs)))
const load = Number((loadavg()[0] ?? NaN).toFixed(1))
const result = {
  file, rounds, load, scanMs: Math.round(scanMs), rows, pandas: others.length === 0 ? null : { describeMs: Math.round(median(others.map((x) => x.describeMs))), figuresMs: Math.round(median(others.map((x) => x.figuresMs))), toProfile: Number(median(others.map((x) => x.toProfile)).toFixed(2)) },
  programs: programs.length === 0 ? null : { verbMs: Math.round(median(programs.map((x) => x.verb))), pandasMs: compared.length === 0 ? null : Math.round(median(compared.map((x) => x.other))), ratio: compared.length === 0 ? null : Number(median(compared.map((x) => x.other / x.verb)).toFixed(2)) },
}
if (json) console.log(JSON.stringify(result))
else {
  console.log(`load ${load}. DuckDB scan: ${result.scanMs} ms (median; one just before each figure below, which has a process of its own; medians of ${rounds})`)
  for (const r of rows) console.log(`${r.what.padEnd(9)} ${String(r.ms).padStart(6)} ms  ${r.toScan} x scan`)
  if (result.pandas) console.log(`pandas    ${result.pandas.describeMs} ms read_csv + describe; ${result.pandas.figuresMs} ms for the figures of the profile, ${result.pandas.toProfile} times the profile's own`)
  if (result.programs) console.log(`whole     ${result.programs.verbMs} ms the profile verb from start to end${result.programs.pandasMs === null ? '' : `; ${result.programs.pandasMs} ms Python with pandas from start to end, ${result.programs.ratio} times the verb's`}`)
}

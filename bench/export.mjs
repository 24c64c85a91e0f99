// @ts-check
// What it takes to take a model away: each format of one run, written and checked, and how large it is. The run is trained for one epoch:
// the time of an export does not depend on how well the model has learned.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const cli = process.env['CROSSFADE_CLI'] ?? join(root, 'out', 'main', 'cli.js')
const json = process.argv.includes('--json')
const asked = (/** @type {string} */ name, /** @type {string} */ otherwise) => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise
const file = resolve(asked('file', join(root, 'resources', 'samples', 'synthetic_songs.csv')))
const target = asked('target', 'track_genre')
const layers = asked('layers', '512,256')

const folder = mkdtempSync(join(tmpdir(), 'crossfade-bench-export-'))
const env = { ...process.env, CROSSFADE_CONFIG_DIR: join(folder, 'config') }
/** @param {readonly string[]} args */
const crossfade = (...args) => JSON.parse(execFileSync(process.execPath, [cli, ...args, '--json', '--workspace', join(folder, 'workspace')], { env, encoding: 'utf8', maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'ignore'] }))

try {
  const run = crossfade('train', file, '--target', target, '--layers', layers, '--epochs', '1')
  const rows = Object.entries({ keras: 'm.keras', h5: 'm.h5', onnx: 'm.onnx', savedmodel: 'saved', tfjs: 'web', numpy: 'plain', card: 'm.html', tensorboard: 'events' }).map(([format, name]) => {
    const began = performance.now()
    const { files, checked } = crossfade('export', run.run.id, '--format', format, '--out', join(folder, name))
    const ms = Math.round(performance.now() - began)
    const bytes = files.reduce((/** @type {number} */ sum, /** @type {string} */ path) => sum + statSync(path).size, 0)
    return { format, ms, bytes, files: files.length, by: checked?.by ?? '', rows: checked?.rows ?? 0, maxDifference: checked?.maxDifference ?? null }
  })
  const result = { machine: cpus()[0]?.model, load: loadavg()[0], parameters: run.parameters, layers, rows: run.dataset.rows, left: readdirSync(folder).filter((name) => name.startsWith('.')), formats: rows }
  if (json) console.log(JSON.stringify(result))
  else {
    console.log(`${run.parameters?.total ?? run.parameters} parameters, layers ${layers}; load ${loadavg()[0]?.toFixed(1)}`)
    for (const row of rows) console.log(`${row.format.padEnd(12)} ${String(row.ms).padStart(6)} ms  ${(row.bytes / 1e6).toFixed(2).padStart(7)} MB  ${row.by.padEnd(26)} ${row.maxDifference === null ? '' : row.maxDifference.toExponential(1)}`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

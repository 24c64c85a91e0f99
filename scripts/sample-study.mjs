// @ts-check
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { output } from './build.mjs'
import { root } from './setup/paths.mjs'
import { SetupFailure, formatSeconds, say } from './setup/report.mjs'

const table = join(root, 'resources', 'samples', 'synthetic_songs.csv')
/** The audio features; the rest of the table names a song rather than describing it. */
const features =
  'popularity,duration_ms,danceability,energy,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo'
const common = ['--target', 'track_genre', '--features', features, '--epochs', '30', '--batch', '128', '--seed', '42']

/** Three answers to one question: does a wider or a deeper network tell the genres apart better? */
const variants = [
  { name: 'Sample: one narrow layer', layers: '32' },
  { name: 'Sample: one wide layer', layers: '256' },
  { name: 'Sample: two layers', layers: '128,128' },
]

/**
 * @typedef {{ run: { id: string, dir: string, status: string }, epochs: number, parameters: { total: number },
 *   best?: { epoch: number }, test?: { loss: number, accuracy: number, top5?: number, macroF1?: number }, timing: { trainMs: number } }} Trained
 * What `crossfade train --json` prints, as far as it is used here.
 */

/**
 * Trains three networks on the synthetic songs in the last used workspace and shows them side by side.
 * @returns {Promise<number>} the exit code: that of the first run that failed, else 0
 */
export async function sampleStudy() {
  say('Sample: 11,400 synthetic songs of 114 genres; three networks, at most 30 epochs each.')
  /** @type {{ name: string, layers: string, trained: Trained }[]} */
  const rows = []
  for (const { name, layers } of variants) {
    say(`\n${name} (${layers})`)
    const { code, text } = await train(['--layers', layers, '--name', name])
    if (code !== 0) {
      say(`The run "${name}" ended with code ${code}; what it said stands above.`)
      return code
    }
    rows.push({ name, layers, trained: parse(text) })
  }
  process.stdout.write(`\n${sideBySide(rows)}\n`)
  const first = rows[0]?.trained.run.dir
  if (first) {
    process.stdout.write(`\nThe runs lie in ${dirname(first)}:\n${rows.map(({ trained }) => `  ${trained.run.dir}`).join('\n')}\n`)
    process.stdout.write('See them again: npm run -s cli -- runs. On a machine with a display, npm start opens them in the window.\n')
  }
  return 0
}

/**
 * @param {readonly string[]} flags
 * @returns {Promise<{ code: number, text: string }>}
 */
function train(flags) {
  const child = spawn(process.execPath, [join(output, 'main', 'cli.js'), 'train', table, ...common, ...flags, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
  })
  // Ctrl-C reaches the run too: it saves itself and ends, and then this ends with its code.
  const ignore = () => undefined
  const forward = () => child.kill('SIGTERM')
  process.on('SIGINT', ignore)
  process.on('SIGTERM', forward)
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', (code, signal) => {
      process.removeListener('SIGINT', ignore)
      process.removeListener('SIGTERM', forward)
      done({ code: code ?? (signal === 'SIGINT' ? 130 : 1), text })
    })
  })
}

/**
 * @param {string} text
 * @returns {Trained}
 */
function parse(text) {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new SetupFailure({
      what: `crossfade train --json did not print one JSON document: ${text.slice(0, 200)}`,
      why: 'The sample compares what the runs report',
      todo: 'This is a fault of the program; please report it with the output above',
      cause,
    })
  }
}

/**
 * @param {readonly { name: string, layers: string, trained: Trained }[]} rows
 * @returns {string} a table in plain text, numbers aligned at the right
 */
export function sideBySide(rows) {
  const header = ['Run', 'Layers', 'Parameters', 'Epochs', 'Best', 'Test accuracy', 'Top 5', 'Macro F1', 'Training']
  const cells = rows.map(({ name, layers, trained }) => [
    name,
    layers,
    trained.parameters.total.toLocaleString('en'),
    String(trained.epochs),
    trained.best ? String(trained.best.epoch) : '-',
    percent(trained.test?.accuracy),
    percent(trained.test?.top5),
    percent(trained.test?.macroF1),
    formatSeconds(trained.timing.trainMs / 1000),
  ])
  const lines = [header, ...cells]
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines
    .map((line) => line.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd())
    .join('\n')
}

/** @param {number | undefined | null} share */
function percent(share) {
  return typeof share === 'number' ? `${(100 * share).toFixed(1)} %` : '-'
}

// @ts-check
// The song study, on the real table: node scripts/song-study.mjs FILE [--small] [--workspace DIR] [--jobs N] [--out docs/song-study.md]
// Trains what the page claims and writes the page. Interrupted, the same line goes on: finished studies are not trained again.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { root } from './setup/paths.mjs'
import { say } from './setup/report.mjs'
import { songReport } from './song-study-report.mjs'

const [file, ...words] = process.argv.slice(2)
const valueOf = (/** @type {string} */ name) => (words.includes(`--${name}`) ? words[words.indexOf(`--${name}`) + 1] : undefined)
const small = words.includes('--small')
if (file === undefined || file.startsWith('--')) {
  say('Name the table: node scripts/song-study.mjs spotify_tracks.csv.gz [--small]')
  process.exit(2)
}
const cli = process.env['CROSSFADE_CLI'] ?? join(root, 'out', 'main', 'cli.js')
const workspace = resolve(valueOf('workspace') ?? join(mkdtempSync(join(tmpdir(), 'crossfade-song-study-')), 'workspace'))
const jobs = valueOf('jobs') ?? String(cpus().length)
const out = resolve(valueOf('out') ?? join(root, 'docs', 'song-study.md'))
const designs = join(workspace, '..', 'designs')
const seeds = 3
/** Has inputs that the others have not, so it is no part of an ensemble on the 12. */
const moreColumns = 'three columns more'

const table = resolve(file)
const shipped = JSON.parse(readFileSync(join(root, 'resources', 'studies', 'song-genres.json'), 'utf8'))
const features = shipped.experiment.recipe.columns.features

/** Rows and epochs of the small version, which takes minutes instead of hours. */
const scale = small ? { rows: 20_000, epochs: 15, long: 10, longer: 15, patience: 4, plateau: 15 } : { rows: null, epochs: 150, long: 30, longer: 60, patience: 10, plateau: 60 }

/**
 * @param {readonly string[]} args
 * @returns {Promise<any>} the JSON it printed
 */
function crossfade(args) {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [cli, ...args, '--workspace', workspace, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.on('data', (chunk) => (text += chunk))
    child.on('error', failed)
    child.on('close', (code) => (code === 0 ? done(JSON.parse(text)) : failed(new Error(`crossfade ${args[0]} ended with code ${code}: ${text.slice(0, 500)}`))))
  })
}

/** @typedef {{ rows?: readonly unknown[], features?: readonly string[], layers?: readonly unknown[], training?: Record<string, unknown> }} Change */

/**
 * The base experiment with changes.
 * @param {Change} change
 */
function experiment({ rows = [], features: columns = features, layers, training = {} } = {}) {
  const sample = scale.rows === null ? [] : [{ kind: 'sample', rows: scale.rows, seed: 1 }]
  const { recipe } = shipped.experiment
  return {
    ...shipped.experiment,
    dataset: { path: table, reading: {} },
    recipe: {
      ...recipe,
      columns: { ...recipe.columns, features: columns },
      // Drawn after keys and duplicates are seen to, so that both tables have as many rows.
      rows: [...recipe.rows, ...rows, ...sample],
      steps: [...recipe.steps, { kind: 'impute-category', columns: 'all', method: 'own-category' }, { kind: 'encode', columns: 'all', method: 'one-hot', limit: 30, unseen: 'zeros' }],
    },
    model: { layers: layers ?? [dense(256), dense(256)], output: { activation: 'softmax' } },
    training: { ...shipped.experiment.training, epochs: scale.epochs, stopping: { monitor: 'loss', patience: scale.patience, minDelta: 0 }, ...training },
  }
}

const dense = (/** @type {number} */ units) => ({ kind: 'dense', units, activation: 'relu' })
const onePerTrack = [{ kind: 'one-row-per-key', column: 'track_id' }]
const adamw = { kind: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.01 }

/**
 * Runs a study, or goes on with it.
 * @param {string} name
 * @param {unknown} base
 * @param {unknown} plan
 */
async function study(name, base, plan) {
  mkdirSync(designs, { recursive: true })
  const path = join(designs, `${name}.json`)
  writeFileSync(path, JSON.stringify({ version: 1, name, experiment: base, plan, objective: { metric: 'accuracy', direction: 'max' }, budget: {} }, null, 2))
  say(`\n== ${name}`)
  return crossfade(['study', path, '--resume', '--jobs', jobs])
}

/**
 * One setting tried with its values, each with all seeds, and the tests between the first value and the others.
 * @param {string} name
 * @param {string} path
 * @param {readonly unknown[]} values the first is what the others are held against
 * @param {readonly { words: string, kind: 'alike' | 'worse', values: readonly unknown[] }[]} said what the study said of them
 */
async function claim(name, path, values, said = []) {
  const plan = { kind: 'search', space: [{ kind: 'choice', path, values }], strategy: { kind: 'grid' }, pruning: { kind: 'none' }, seeds }
  const result = await study(name, experiment(), plan)
  const groups = values.map((value) => ({ value, trials: result.trials.filter((/** @type {any} */ trial) => trial.values[path] === value) }))
  const compared = await compare(groups.flatMap(({ trials }) => trials.map((/** @type {any} */ trial) => trial.run)))
  // The same rows, model against model: one comparison a seed.
  const bySeed = []
  for (let seed = 0; seed < seeds; seed++) bySeed.push(await compare(groups.map(({ trials }) => trials[seed].run)))
  return { name, path, groups, compared, bySeed, said }
}

/** @param {readonly string[]} runs the first is the baseline */
const compare = (runs) => crossfade(['compare', ...runs, '--on', 'validation'])

/**
 * The same experiment with all seeds, test rows left alone.
 * @param {string} name
 * @param {Change} change
 */
async function variant(name, change) {
  const result = await study(name, experiment(change), { kind: 'repeat', seeds, resplit: false })
  const runs = []
  for (const trial of result.trials) runs.push(await crossfade(['show', trial.run]))
  const { mean, standardDeviation } = result.spread[0].validation.accuracy
  return { name, runs, mean, deviation: standardDeviation }
}

async function main() {
  const audit = await crossfade(['audit', table, '--target', 'track_genre', '--features', features.join(',')])
  const claims = [
    await claim('hidden activation', 'layers.activation', ['relu', 'tanh', 'sigmoid'], [{ words: 'relu, tanh and sigmoid units do alike', kind: 'alike', values: ['tanh', 'sigmoid'] }]),
    await claim('output', 'model.output.activation', ['softmax', 'sigmoid', 'linear'], [
      { words: 'softmax and sigmoid outputs do alike', kind: 'alike', values: ['sigmoid'] },
      { words: 'a linear output fails', kind: 'worse', values: ['linear'] },
    ]),
    await claim('learning rate', 'training.learningRate', [0.001, 0.01, 0.0001], [{ words: 'a learning rate of 0.001 is best', kind: 'worse', values: [0.01, 0.0001] }]),
    await claim('hidden layers', 'layers.count', [1, 2, 3]),
    await claim('units of each', 'layers.width', [256, 12, 64, 1024]),
  ]
  const plateau = await variant('plateau', { layers: [dense(512), dense(512), dense(256)], training: { epochs: scale.plateau, stopping: { monitor: 'loss', patience: 0, minDelta: 0 } } })
  const dropout = (/** @type {number} */ rate) => ({ kind: 'dropout', rate })
  const wide = (/** @type {number} */ rate) => [
    { kind: 'piecewise-linear', bins: 28 },
    ...[1024, 512].flatMap((units) => [dense(units), { kind: 'batch-normalization' }, dropout(rate)]),
  ]
  const long = { optimizer: adamw, schedule: { kind: 'cosine', warmup: 0.05, restarts: 0, floor: 0 }, epochs: scale.long, stopping: { monitor: 'loss', patience: 0, minDelta: 0 } }
  const variants = [
    await variant('as it was', {}),
    await variant('one row per track', { rows: onePerTrack }),
    await variant(moreColumns, { rows: onePerTrack, features: [...features, 'explicit', 'key', 'time_signature'] }),
    await variant('regularised', { rows: onePerTrack, layers: [dense(512), dropout(0.3), dense(256), dropout(0.3)], training: { optimizer: adamw } }),
    await variant('embedding', { rows: onePerTrack, layers: [{ kind: 'piecewise-linear', bins: 28 }, dense(512), dropout(0.3), dense(256), dropout(0.3)], training: { optimizer: adamw } }),
    await variant('wide, batch norm, cosine, dropout 0.5', { rows: onePerTrack, layers: wide(0.5), training: long }),
    await variant('the same, dropout 0.3', { rows: onePerTrack, layers: wide(0.3), training: long }),
    await variant('the same, dropout 0.4, twice as long', { rows: onePerTrack, layers: wide(0.4), training: { ...long, epochs: scale.longer } }),
  ]
  const forest = await grown('forest', small ? '20' : '100', 42)
  const boosted = []
  for (let seed = 0; seed < seeds; seed++) boosted.push(await grown('trees', small ? '40' : '200', 42 + seed))
  // The choice is made on validation rows, among the networks with one row per track. Only then are test rows looked at.
  const [chosen, second, third] = variants.slice(1).sort((a, b) => b.mean - a.mean)
  const networks = idsOf(chosen)
  const candidates = await ensemblesOf({ chosen, second, third, all: variants.slice(1).filter(({ name }) => name !== moreColumns), boosted: boosted.map(({ run }) => run.id), forest: forest.run.id })
  const three = candidates[0]
  const [best] = [...candidates].sort((a, b) => b.validation.metrics.accuracy.value - a.validation.metrics.accuracy.value)
  if (three === undefined || best === undefined) throw new Error('There are no ensembles to choose from.')
  const models = [
    ...networks.map((/** @type {string} */ id, /** @type {number} */ seed) => ({ name: `${chosen.name}, seed ${seed + 1}`, id })),
    { name: `mean of the scores of the ${seeds} seeds`, id: three.id },
    { name: 'boosted trees, seed 1', id: boosted[0].run.id },
    { name: 'forest', id: forest.run.id },
    ...(best === three ? [] : [{ name: `the ensemble chosen below: ${best.name}`, id: best.id }]),
  ]
  const scored = []
  for (const model of models) scored.push({ ...model, validation: await crossfade(['evaluate', model.id, '--on', 'validation']), test: await crossfade(['evaluate', model.id]) })
  const verdicts = await crossfade(['compare', models[seeds].id, ...models.slice(seeds + 1).map(({ id }) => id)])
  const evaluation = JSON.parse(readFileSync(join(workspace, 'runs', chosen.runs[0].id, 'evaluation.json'), 'utf8'))
  writeFileSync(out, songReport({ file: basename(table), small, scale, seeds, audit, claims, plateau, variants, chosen, candidates, best, scored, verdicts, evaluation, cpu: cpus()[0]?.model ?? '', cores: cpus().length }))
  say(`\nWritten: ${out}\nThe runs lie in ${workspace}`)
}

/** @typedef {{ name: string, runs: readonly { id: string }[] }} Variant a setting, trained over seeds */
const idsOf = (/** @type {Variant} */ { runs }) => runs.map(({ id }) => id)

/**
 * The ensembles that are looked at, all of them, on validation rows. Every member counts once.
 * @param {{ chosen: Variant, second: Variant, third: Variant, all: readonly Variant[], boosted: readonly string[], forest: string }} found
 */
async function ensemblesOf({ chosen, second, third, all, boosted, forest }) {
  const few = `${seeds} networks`
  const others = (/** @type {Variant} */ { name }) => `${seeds} of "${name}"`
  const everything = all.flatMap(idsOf)
  /** @type {readonly (readonly [string, readonly string[]])[]} */
  const plan = [
    [few, idsOf(chosen)],
    [`${few}, boosted trees`, [...idsOf(chosen), ...boosted.slice(0, 1)]],
    [`${few}, forest`, [...idsOf(chosen), forest]],
    [`${few}, boosted trees, forest`, [...idsOf(chosen), ...boosted.slice(0, 1), forest]],
    [`${few}, ${boosted.length} boosted trees`, [...idsOf(chosen), ...boosted]],
    [`${few}, ${boosted.length} boosted trees, forest`, [...idsOf(chosen), ...boosted, forest]],
    [`${few}, ${others(second)}`, [...idsOf(chosen), ...idsOf(second)]],
    [`${few}, ${others(second)}, ${boosted.length} boosted trees`, [...idsOf(chosen), ...idsOf(second), ...boosted]],
    [`${few}, ${others(second)}, ${boosted.length} boosted trees, forest`, [...idsOf(chosen), ...idsOf(second), ...boosted, forest]],
    [`${few}, ${others(second)}, ${others(third)}, ${boosted.length} boosted trees, forest`, [...idsOf(chosen), ...idsOf(second), ...idsOf(third), ...boosted, forest]],
    [`all ${everything.length} networks on these inputs, boosted trees, forest`, [...everything, ...boosted.slice(0, 1), forest]],
    [`${boosted.length} boosted trees`, boosted],
  ]
  const candidates = []
  for (const [name, members] of plan) {
    const { run } = await keptIn(`ensemble-${createHash('sha256').update(members.join(' ')).digest('hex').slice(0, 8)}`, () => crossfade(['ensemble', ...members, '--name', name.slice(0, 200)]))
    const { created } = JSON.parse(readFileSync(join(workspace, 'runs', run.id, 'run.json'), 'utf8'))
    candidates.push({ name, members: members.length, id: /** @type {string} */ (run.id), kept: Date.parse(created), validation: await crossfade(['evaluate', run.id, '--on', 'validation']) })
  }
  return candidates
}

/**
 * What an earlier start of this script made, or else what is made now.
 * @param {string} name
 * @param {() => Promise<any>} make
 */
async function keptIn(name, make) {
  const kept = join(designs, `${name}.json`)
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8'))
  mkdirSync(designs, { recursive: true })
  const made = await make()
  writeFileSync(kept, JSON.stringify(made))
  return made
}

/**
 * A baseline on one row per track.
 * @param {'trees' | 'forest'} kind
 * @param {string} rounds
 * @param {number} seed
 */
function grown(kind, rounds, seed) {
  const name = seed === 42 ? kind : `${kind}-seed-${seed}`
  return keptIn(`${name}-grown`, () => {
    const config = join(designs, `${name}.json`)
    writeFileSync(config, JSON.stringify(experiment({ rows: onePerTrack, training: { scoreTest: false, seed } })))
    say(`\n== ${name}`)
    return crossfade(['train', '--config', config, '--kind', kind, '--rounds', rounds, '--no-test'])
  })
}

await main()

import { resolve } from 'node:path'
import type { Core } from '@core/core'
import { readExperimentFile } from '@core/experiments/read-experiment-file'
import type { DatasetRecord } from '@shared/dataset/dataset-record'
import type { ReadingOptions } from '@shared/dataset/reading-options'
import { CrossfadeError } from '@shared/errors'
import { experimentProblems } from '@shared/experiment/experiment-problems'
import type { Experiment } from '@shared/experiment/experiment'
import type { RunRecord } from '@shared/run/run-record'
import { exitCodes } from '../exit-code'
import { readingFlags, readingFrom } from '../reading-flags'
import { refuseElsewhere } from '../refuse-elsewhere'
import type { Session } from '../session'
import { applyFlags } from '../train/apply-flags'
import { followRun } from '../train/follow-run'
import { guessExperiment } from '../train/guess-experiment'
import { baselineFrom, withoutLayers } from '../train/baseline-flags'
import { baselineFlags, designFlags, splitFlags, tableFlags, trainingFlags } from '../train/train-flags'
import { UsageError } from '../usage-error'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'

export const trainVerb: Verb = {
  name: 'train',
  args: 'FILE --target COL',
  summary: 'Train on a table, or on what an experiment file says (--config experiment.json).',
  least: 0,
  most: 1,
  flags: [
    ...tableFlags,
    ...baselineFlags,
    ...designFlags,
    ...trainingFlags,
    ...splitFlags,
    ...readingFlags,
    { name: 'config', kind: 'text', value: 'FILE', help: 'an experiment.json; other flags change what it says' },
    { name: 'print-config', kind: 'switch', help: 'print the full experiment.json that these flags mean, and train nothing' },
    { name: 'name', kind: 'text', help: 'name of the run' },
    { name: 'tag', kind: 'list', help: 'tags of the run' },
    { name: 'tensorboard', kind: 'text', value: 'DIR', help: 'write event files for TensorBoard while it trains' },
    { name: 'keep-data', kind: 'switch', help: 'keep a copy of the table in the workspace, as Parquet, so that a workspace that is moved carries its data' },
    workspaceFlag,
    jsonFlag,
    helpFlag,
  ],
  examples: ['train penguins.csv --target species', 'train songs.csv.gz --target track_genre --layers 256,256 --epochs 15 --json'],
  run: async (session) => {
    const { flags, positionals, terminal, core } = session
    const file = positionals[0]
    const config = flags.text('config')
    checkSource(file, config, session)
    const written = config === undefined ? null : await readExperimentFile(resolve(config), { pipes: true })
    if (written !== null) refuseUnnamed(resolve(config ?? ''), written, file === undefined, !flags.has('test-file'))
    const path = file === undefined ? written?.dataset.path : resolve(file)
    if (path === undefined) throw new UsageError('Name a table: crossfade train FILE --target COL.')
    const services = await core()
    const dataset = await unlessInterrupted(session.interrupted, openDataset(services, session, path, { ...written?.dataset.reading, ...readingFrom(flags) }))
    refuseOtherFile(written, dataset, file === undefined)

    const guessed = written ?? guessExperiment(dataset, path, session)
    const from = flags.text('start-from')
    const base = from === undefined ? guessed : { ...guessed, model: (await services.imports.readModel(from)).design }
    const experiment: Experiment = {
      ...withoutLayers(applyFlags(base, flags), flags),
      dataset: { path, sha256: dataset.sha256, reading: dataset.reading },
    }
    if (flags.has('print-config')) {
      const problem = experimentProblems(experiment, dataset)[0]
      if (problem !== undefined) throw new CrossfadeError(problem.code, problem.message)
      terminal.print(JSON.stringify(experiment, null, 2))
      return exitCodes.done
    }
    const notes = { name: experiment.name, tags: [...(flags.list('tag') ?? [])] }
    if (flags.has('keep-data')) await services.datasets.keepCopy(dataset.id)
    const record = await services.runs.start(experiment, dataset.id, notes, { ...(flags.has('keep-data') ? { keepData: true } : {}), ...baselineFrom(flags) })
    terminal.say(`${record.id}: ${dataset.name}, ${experiment.recipe.columns.features.length} features, target ${experiment.recipe.target}.`)
    return withTensorBoard(session, services, record, () => followRun(session, services, record))
  },
}

/** Writes event files beside the training; where they cannot be written, that is said, and the run goes on. */
async function withTensorBoard({ flags, terminal }: Session, { exports }: Core, { id }: RunRecord, train: () => Promise<number>): Promise<number> {
  const out = flags.text('tensorboard')
  if (out === undefined) return train()
  const say = (thrown: unknown) => terminal.say(`TensorBoard: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  const end = await exports.followTensorBoard(id, out).catch((thrown: unknown) => {
    say(thrown)
    return () => Promise.resolve()
  })
  try {
    return await train()
  } finally {
    await end().catch(say)
  }
}

function checkSource(file: string | undefined, config: string | undefined, { flags }: Session): void {
  if (config === undefined) {
    if (file === undefined) throw new UsageError('Name a table: crossfade train FILE --target COL. "crossfade train --help" lists the flags.')
    if (!flags.has('target')) throw new UsageError('--target COL is missing: say which column is to be predicted.')
    return
  }
  const decided = ['target', 'task', 'ignore', 'features'].find((name) => flags.has(name))
  if (decided !== undefined) throw new UsageError(`--${decided} does not go with --config: the experiment file says it. Change it there.`)
}

async function openDataset(core: Core, session: Session, path: string, reading: ReadingOptions): Promise<DatasetRecord> {
  const { terminal } = session
  const dataset = await core.datasets.open(path, reading, ({ doing, share }) => {
    terminal.progress(share === null ? `${doing} …` : `${doing} ${Math.floor(share * 100)} %`)
  })
  terminal.progress(null)
  if (dataset.rejectedRows > 0) terminal.say(`${dataset.rejectedRows} lines of ${dataset.name} could not be read and are left out.`)
  return dataset
}

/** Ctrl-C before anything was begun leaves nothing behind; the engine that reads the file ends with this program. */
function unlessInterrupted<Result>(interrupted: AbortSignal, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const refuse = () => reject(new CrossfadeError('cancelled', 'Interrupted before the training began. Nothing was saved.'))
    if (interrupted.aborted) refuse()
    interrupted.addEventListener('abort', refuse, { once: true })
    work.then(resolve, reject).finally(() => interrupted.removeEventListener('abort', refuse))
  })
}

/** What an experiment names elsewhere is opened where it is named on the command line. */
function refuseUnnamed(config: string, { dataset, recipe }: Experiment, table: boolean, tests: boolean): void {
  if (table) refuseElsewhere(config, dataset.path, 'crossfade train TABLE --config FILE opens it')
  if (tests && recipe.split.testFile !== undefined) refuseElsewhere(config, recipe.split.testFile, '--test-file FILE opens it')
}

/** An experiment names the file it was made on by its hash; another file may be named on the command line, but not slip in. */
function refuseOtherFile(written: Experiment | null, dataset: DatasetRecord, named: boolean): void {
  const expected = written?.dataset.sha256
  if (!named || expected === undefined || expected === dataset.sha256) return
  throw new CrossfadeError('file-changed', `${dataset.name} is not the file that the experiment was written for: its sha256 begins ${dataset.sha256.slice(0, 12)}, not ${expected.slice(0, 12)}. Name it on the command line (crossfade train FILE --config …) to train on it all the same.`)
}

import { stable } from '@shared/compare/settings-diff'
import { CrossfadeError } from '@shared/errors'
import type { Pipeline } from '@shared/recipe/pipeline'
import type { RunDetail } from '@shared/run/run-detail'
import type { RunRecord } from '@shared/run/run-record'
import { modelFolder } from '../runs/model-folder'
import { readPipeline } from '../runs/read-pipeline'
import type { RunService } from '../runs/run-verbs'

export interface ScoredModel {
  readonly modelDir: string
  readonly output: RunRecord['experiment']['model']['output']['activation']
}

/** Models that one engine process scores on the inputs of one preparation. */
export interface ModelGroup {
  readonly engine: RunRecord['kind']
  readonly pipeline: Pipeline
  /** A run with this preparation. */
  readonly run: RunDetail
  readonly models: readonly [ScoredModel, ...ScoredModel[]]
}

/** What a run predicts with: its own weights, or, of an ensemble, those of its members, in as few groups as their engines and preparations allow. */
export interface ChosenModel {
  /** Whether the mean of the models is meant; else there is one, which predicts as it is. */
  readonly ensemble: boolean
  /** Groups of one preparation follow each other. */
  readonly groups: readonly [ModelGroup, ...ModelGroup[]]
}

/**
 * Throws `run-not-found` where there are no such weights or a member is gone, `run-unreadable`, and `invalid-argument` for another epoch than the
 * best of an ensemble.
 */
export async function chosenModel(runs: RunService, run: RunDetail, epoch: 'best' | 'last' | number): Promise<ChosenModel> {
  const { record, dir } = run
  if (record.kind === 'imported') throw new CrossfadeError('not-available', `${record.id} was read from another program: its model is not here, so nothing can be predicted with it.`)
  if (record.kind !== 'ensemble') {
    const model = { modelDir: await modelFolder(run, epoch), output: outputOf(record) }
    return { ensemble: false, groups: [{ engine: record.kind, pipeline: await readPipeline(dir), run, models: [model] }] }
  }
  if (epoch !== 'best') throw new CrossfadeError('invalid-argument', `${record.id} is the mean of the best weights of its members: it has no other epochs.`)
  const [first, ...others] = groupsOf(await Promise.all((record.members ?? []).map((id) => memberOf(runs, record.id, id))))
  if (first === undefined) throw new CrossfadeError('run-unreadable', `${record.id} is an ensemble without members.`)
  const stranger = others.find(({ pipeline }) => !sameTarget(pipeline, first.pipeline))
  if (stranger !== undefined) throw new CrossfadeError('run-unreadable', `${record.id} cannot predict: ${first.run.record.id} and ${stranger.run.record.id} no longer say the same of ${first.pipeline.target.name}. Put its members together again.`)
  return { ensemble: true, groups: [first, ...others] }
}

interface Member {
  readonly run: RunDetail
  readonly pipeline: Pipeline
  readonly model: ScoredModel
}

async function memberOf(runs: RunService, ensemble: string, id: string): Promise<Member> {
  const run = await runs.get(id).catch((thrown: unknown) => {
    throw new CrossfadeError('run-not-found', `${ensemble} needs its member ${id}, which is not there (${thrown instanceof Error ? thrown.message : String(thrown)}). Restore it from the bin.`)
  })
  return { run, pipeline: await readPipeline(run.dir), model: { modelDir: await modelFolder(run, 'best'), output: outputOf(run.record) } }
}

/** Trees put out probabilities, whatever the experiment says of a network. */
const outputOf = (record: RunRecord): ScoredModel['output'] => (record.kind === 'trees' ? 'softmax' : record.experiment.model.output.activation)

/** By preparation in the order of their first members, and within one by engine. */
function groupsOf(members: readonly Member[]): readonly ModelGroup[] {
  const preparations = new Map<string, Member[]>()
  for (const member of members) {
    const key = stable(member.pipeline)
    preparations.set(key, [...(preparations.get(key) ?? []), member])
  }
  return [...preparations.values()].flatMap((alike) =>
    [...new Set(alike.map(({ run }) => run.record.kind))].flatMap((engine): readonly ModelGroup[] => {
      const [first, ...others] = alike.filter(({ run }) => run.record.kind === engine)
      // One object for all groups of a preparation: the rows are prepared once.
      return first === undefined ? [] : [{ engine, pipeline: alike[0]?.pipeline ?? first.pipeline, run: first.run, models: [first.model, ...others.map(({ model }) => model)] }]
    }),
  )
}

/** Whether two preparations name their outputs alike, so that their scores have a mean: classes in one order, or a number in one unit. */
export function sameTarget({ target: a }: Pipeline, { target: b }: Pipeline): boolean {
  if (a.kind === 'classes') return b.kind === 'classes' && stable(a.classes) === stable(b.classes)
  return b.kind === 'number' && a.mean === b.mean && a.std === b.std
}

import type { RunRecord } from '@shared/run/run-record'
import { CrossfadeError } from '@shared/errors'
import type { StudyDesign } from '@shared/study/study'
import { monitorMode } from '@shared/training/resolve'

/** The study that repeats a run: as it was asked for, with other seeds. The machine decides on mode and threads anew. Throws `illegal-move`. */
export function repeatDesign(record: RunRecord, name: string, seeds: number, resplit: boolean): StudyDesign {
  const { experiment, baseline } = record
  const trees = record.kind === 'trees' && baseline !== undefined && baseline.kind !== 'majority' ? baseline : undefined
  if (record.kind !== 'layers' && trees === undefined) throw new CrossfadeError('illegal-move', `${record.id} is of kind ${record.kind}${baseline === undefined ? '' : `, ${baseline.kind}`}: it has no seed to vary. Repeat a network, boosted trees or a forest.`)
  const metric = experiment.recipe.task === 'classification' ? 'accuracy' : 'loss'
  return {
    version: 1,
    name: `${name === '' ? record.id : name}, ${seeds} seeds`.slice(0, 200),
    experiment: {
      ...experiment,
      name: name.slice(0, 200),
      training: { ...experiment.training, engine: 'auto', threads: 'auto', scoreTest: record.test !== null },
    },
    ...(trees === undefined ? {} : { trees }),
    plan: { kind: 'repeat', seeds, resplit },
    objective: { metric, direction: monitorMode(metric) },
    budget: {},
  }
}

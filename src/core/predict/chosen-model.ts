import { CrossfadeError } from '@shared/errors'
import type { RunDetail } from '@shared/run/run-detail'
import type { RunRecord } from '@shared/run/run-record'
import { modelFolder } from '../runs/model-folder'
import type { RunService } from '../runs/run-verbs'

export interface EnsembleMember {
  readonly modelDir: string
  readonly output: RunRecord['experiment']['model']['output']['activation']
}

/** Where the weights of a run lie; of an ensemble those of its members, of which `modelDir` is the first. */
export interface ChosenModel {
  readonly modelDir: string
  readonly ensemble: readonly EnsembleMember[] | null
}

/** Throws `run-not-found` where there are no such weights or a member is gone, `invalid-argument` for another epoch than the best of an ensemble. */
export async function chosenModel(runs: RunService, run: RunDetail, epoch: 'best' | 'last' | number): Promise<ChosenModel> {
  if (run.record.kind === 'imported') throw new CrossfadeError('not-available', `${run.record.id} was read from another program: its model is not here, so nothing can be predicted with it.`)
  if (run.record.kind !== 'ensemble') return { modelDir: await modelFolder(run, epoch), ensemble: null }
  const ensemble = await membersOf(runs, run, epoch)
  const [first] = ensemble
  if (first === undefined) throw new CrossfadeError('run-unreadable', `${run.record.id} is an ensemble without members.`)
  return { modelDir: first.modelDir, ensemble }
}

async function membersOf(runs: RunService, { record }: RunDetail, epoch: 'best' | 'last' | number): Promise<readonly EnsembleMember[]> {
  if (epoch !== 'best') throw new CrossfadeError('invalid-argument', `${record.id} is the mean of the best weights of its members: it has no other epochs.`)
  return Promise.all(
    (record.members ?? []).map(async (id) => {
      const member = await runs.get(id).catch((thrown: unknown) => {
        throw new CrossfadeError('run-not-found', `${record.id} needs its member ${id}, which is not there (${thrown instanceof Error ? thrown.message : String(thrown)}). Restore it from the bin.`)
      })
      return { modelDir: await modelFolder(member, 'best'), output: member.record.experiment.model.output.activation }
    }),
  )
}

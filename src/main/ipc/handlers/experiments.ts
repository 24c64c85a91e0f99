import { resolve } from 'node:path'
import { openExperimentFile } from '@core/experiments/open-experiment-file'
import { saveExperimentFile } from '@core/experiments/save-experiment-file'
import { CrossfadeError, toEnvelope } from '@shared/errors'
import type { Experiment } from '@shared/experiment/experiment'
import type { OpenedExperiment } from '@shared/ipc/requests/experiments'
import type { RequestHandlers } from '../answer'
import type { WindowMessages } from '../window-messages'
import { withKnownTestFile } from '../../datasets/known-test-file'
import type { OngoingWork } from '../../datasets/ongoing-work'
import { fileNameOf, withEnding } from '../../dialogs/name-to-write'
import type { WorkspaceHost } from '../../workspace/workspace-host'

type Domain = Extract<keyof RequestHandlers, `experiments:${string}`>

export interface ExperimentHandlerOptions {
  readonly host: WorkspaceHost
  readonly messages: WindowMessages
  /** Tables are opened one at a time, however they were asked for. */
  readonly ongoing: OngoingWork
  /** What the system handed over since the last call. */
  readonly takeHanded: () => readonly string[]
  /** Asks for an experiment file; null when the person cancels. */
  readonly pick: () => Promise<string | null>
  /** Asks where to write; null when the person cancels. */
  readonly pickTarget: (name: string) => Promise<string | null>
}

const endings = ['.crossfade', '.json'] as const

export function experimentHandlers({ host, messages, ongoing, takeHanded, pick, pickTarget }: ExperimentHandlerOptions): Pick<RequestHandlers, Domain> {
  const open = async (path: string): Promise<OpenedExperiment> => {
    const { datasets, workspace } = host.current()
    const onProgress = ({ doing, share }: { readonly doing: string; readonly share: number | null }) => messages.tell('datasets:progress', { doing, share })
    try {
      const file = await ongoing.only('open', (signal) =>
        openExperimentFile(path, {
          open: (table, reading) => datasets.open(table, reading, onProgress, signal),
          known: async (table) => {
            const known = (await datasets.list()).find((one) => one.sha256 === table.sha256 || resolve(workspace.dir, one.path) === resolve(table.path))
            return known === undefined ? null : resolve(workspace.dir, known.path)
          },
        }),
      )
      return { kind: 'opened', path, ...file }
    } catch (thrown) {
      return { kind: 'failed', path, error: toEnvelope(thrown) }
    }
  }

  /** As it was trained; the table is named where it lies now. */
  const experimentOfRun = async (id: string): Promise<Experiment> => {
    const { record, notes } = await host.current().runs.get(id)
    if (record.kind !== 'layers' || record.imported !== undefined) throw new CrossfadeError('not-available', `${id} is no network that was trained here, and an experiment file trains one.`)
    const { experiment } = record
    const known = (await host.current().datasets.list()).find((one) => one.id === record.dataset.id)
    return { ...experiment, name: notes.name === '' ? experiment.name : notes.name, dataset: { ...experiment.dataset, path: known?.path ?? experiment.dataset.path } }
  }

  return {
    'experiments:take': async () => {
      const opened: OpenedExperiment[] = []
      for (const path of takeHanded()) opened.push(await open(path))
      return opened
    },
    'experiments:open-dialog': async () => {
      const path = await pick()
      return path === null ? null : open(path)
    },
    'experiments:open-dropped': ({ path }) => open(path),
    'experiments:save': async (asked) => {
      const { workspace, datasets } = host.current()
      let experiment: Experiment
      if (asked.kind === 'run') experiment = await experimentOfRun(asked.id)
      else {
        const { path, sha256, reading } = await datasets.get(asked.dataset)
        const { name, model, training } = asked
        experiment = { version: 1, name, dataset: { path, sha256, reading }, recipe: await withKnownTestFile(asked.recipe, host.current()), model, training }
      }
      const picked = await pickTarget(`${fileNameOf(experiment.name, 'experiment')}${endings[0]}`)
      if (picked === null) return null
      const out = await withEnding(picked, endings[0], endings)
      await saveExperimentFile(out, experiment, workspace.dir)
      return out
    },
  }
}

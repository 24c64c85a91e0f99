import { join } from 'node:path'
import type { DatasetRecord } from '@shared/dataset/dataset-record'
import { toEnvelope } from '@shared/errors'
import type { samples } from '@shared/ipc/requests/datasets'
import type { Settings } from '@shared/settings/settings'
import type { WindowMessages } from '../ipc/window-messages'
import type { SettingsStore } from '../settings/settings-store'
import type { WorkspaceHost } from '../workspace/workspace-host'

type Sample = (typeof samples)[number]
type Recent = Settings['recent'][number]

const sampleFiles: Readonly<Record<Sample, string>> = { songs: 'synthetic_songs.csv', penguins: 'palmer_penguins.csv' }
const mostRecent = 10

export interface DatasetOpenerOptions {
  readonly host: WorkspaceHost
  readonly settings: SettingsStore
  readonly messages: WindowMessages
  /** Folder of the sample tables. */
  readonly samplesDir: string
  readonly onRecent: () => void
}

/**
 * Every way in which a table is opened. Paths come from a dialog, a drop, the list of recent files or the samples: what the
 * person picked is remembered here, and the window names datasets by id only.
 */
export interface DatasetOpener {
  readonly open: (path: string, signal?: AbortSignal) => Promise<DatasetRecord>
  readonly openSample: (sample: Sample, signal?: AbortSignal) => Promise<DatasetRecord>
  /** From the menu: the window is told of the dataset, or of what went wrong. */
  readonly openRecent: (path: string) => Promise<void>
}

export function datasetOpener({ host, settings, messages, samplesDir, onRecent }: DatasetOpenerOptions): DatasetOpener {
  const read = async (path: string, signal?: AbortSignal) => {
    const { datasets } = host.current()
    return datasets.open(path, {}, ({ doing, share }) => messages.tell('datasets:progress', { doing, share }), signal)
  }
  const open = async (path: string, signal?: AbortSignal) => {
    const record = await read(path, signal)
    settings.change({ recent: withRecent(settings.current().recent, { id: record.id, name: record.name, path }) })
    onRecent()
    return record
  }
  return {
    open,
    // A sample is always at hand, so it takes no place among the recent files.
    openSample: (sample, signal) => read(join(samplesDir, sampleFiles[sample]), signal),
    openRecent: async (path) => {
      try {
        messages.tell('datasets:opened', await open(path))
      } catch (thrown) {
        messages.tell('app:error', toEnvelope(thrown))
      }
    },
  }
}

/** `latest` first, each path once, at most ten. */
export function withRecent(recent: readonly Recent[], latest: Recent): Recent[] {
  return [latest, ...recent.filter((one) => one.path !== latest.path)].slice(0, mostRecent)
}

import { readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { assertNever } from '@shared/assert-never'
import type { DatasetRecord } from '@shared/dataset/dataset-record'
import { CrossfadeError } from '@shared/errors'
import type { OpenedStudy } from '@shared/ipc/requests/studies'
import type { StudyEvent } from '@shared/study/study-view'
import { testFileProblem } from '../../datasets/known-test-file'
import type { RequestHandlers } from '../answer'
import type { WindowMessages } from '../window-messages'
import type { WorkspaceHost } from '../../workspace/workspace-host'

type Domain = Extract<keyof RequestHandlers, `studies:${string}`>

export interface StudyHandlerOptions {
  readonly host: WorkspaceHost
  /** Folder of the studies that are shipped. */
  readonly studiesDir: string
  readonly openSongs: () => Promise<DatasetRecord>
  /** Asks for the file of a study; null when the person cancels. */
  readonly pick: () => Promise<string | null>
  /** Answers the reason when the folder cannot be shown. */
  readonly openFolder: (dir: string) => Promise<string | null>
}

export function studyHandlers({ host, studiesDir, openSongs, pick, openFolder }: StudyHandlerOptions): Pick<RequestHandlers, Domain> {
  const studies = () => host.current().studies
  const read = (path: string) =>
    readFile(path, 'utf8').catch((thrown: unknown) => {
      throw new CrossfadeError('file-unreadable', `${path} cannot be read (${thrown instanceof Error ? thrown.message : String(thrown)}).`)
    })
  /** The window names tables by id: only one that is open in the workspace is found. */
  const tableOf = async (path: string, text: string): Promise<string | null> => {
    const wanted = tableNamed(text)
    if (wanted === null) return null
    const { datasets, workspace } = host.current()
    const known = await datasets.list()
    const at = resolve(dirname(path), wanted.path)
    return (known.find((one) => one.sha256 === wanted.sha256) ?? known.find((one) => resolve(workspace.dir, one.path) === at))?.id ?? null
  }
  return {
    'studies:list': () => (host.workspace() === null ? [] : studies().list()),
    'studies:get': async ({ id }) => ({ detail: JSON.stringify(await studies().get(id)) }),
    'studies:check': async ({ design, dataset }) => {
      const problem = await testFileProblem(design, host.current())
      return problem === null ? studies().check(design, dataset) : [problem]
    },
    'studies:start': async ({ design, dataset, jobs, of }) => {
      const problem = await testFileProblem(design, host.current())
      if (problem !== null) throw new CrossfadeError('config-invalid', `${problem.path}: ${problem.message}`)
      return studies().start(design, dataset, { ...(jobs === undefined ? {} : { jobs }), ...(of === undefined ? {} : { of }) })
    },
    'studies:pause': ({ id }) => studies().pause(id),
    'studies:resume': ({ id }) => studies().resume(id),
    'studies:stop-trial': async ({ id, trial }) => {
      await studies().stopTrial(id, trial)
      return null
    },
    'studies:add-trials': async ({ id, trials }) => {
      await studies().addTrials(id, trials)
      return null
    },
    'studies:change': ({ id, name, budget, jobs }) =>
      studies().change(id, { ...(name === undefined ? {} : { name }), ...(budget === undefined ? {} : { budget }), ...(jobs === undefined ? {} : { jobs }) }),
    'studies:evaluate': ({ id }) => studies().evaluate(id),
    'studies:report': ({ id }) => studies().report(id),
    'studies:delete': async ({ id }) => {
      await studies().remove(id)
      return null
    },
    'studies:restore': ({ id }) => studies().restore(id),
    'studies:show-folder': async ({ id }) => {
      const { dir } = await studies().get(id)
      const problem = await openFolder(dir)
      if (problem !== null) throw new CrossfadeError('not-available', `The folder ${dir} could not be opened: ${problem}`)
      return null
    },
    'studies:open-shipped': async ({ study }): Promise<OpenedStudy> => {
      const text = await read(join(studiesDir, `${study}.json`))
      return { name: `${study}.json`, text, dataset: (await openSongs()).id }
    },
    'studies:open-file': async (): Promise<OpenedStudy | null> => {
      const path = await pick()
      if (path === null) return null
      const text = await read(path)
      return { name: basename(path), text, dataset: await tableOf(path, text) }
    },
  }
}

/** The table that a study document names; null where it names none. What else is wrong with it, the window says. */
function tableNamed(text: string): { readonly path: string; readonly sha256: string | null } | null {
  try {
    const document = JSON.parse(text) as { experiment?: { dataset?: { path?: unknown; sha256?: unknown } }; design?: { experiment?: { dataset?: { path?: unknown; sha256?: unknown } } } } | null
    const table = document?.experiment?.dataset ?? document?.design?.experiment?.dataset
    return typeof table?.path === 'string' ? { path: table.path, sha256: typeof table.sha256 === 'string' ? table.sha256 : null } : null
  } catch {
    return null
  }
}

/** Tells the window what happens to studies. */
export const studyTeller =
  (tell: WindowMessages['tell']) =>
  (event: StudyEvent): void => {
    switch (event.kind) {
      case 'changed':
        return tell('studies:changed', event.entry)
      case 'removed':
        return tell('studies:removed', { id: event.id })
      case 'trial':
        return tell('studies:trial', { id: event.id, trial: event.trial, progress: event.progress })
      case 'epochs':
        return tell('studies:epochs', { id: event.id, trial: event.trial, points: event.points })
      default:
        return assertNever(event)
    }
  }

import { stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import type { RequestHandlers } from '../answer'
import type { WindowMessages } from '../window-messages'
import { OngoingWork } from '../../datasets/ongoing-work'
import type { WorkspaceHost } from '../../workspace/workspace-host'

type Domain = Extract<keyof RequestHandlers, `predict:${string}` | `proofs:${string}`>

export interface PredictionHandlerOptions {
  readonly host: WorkspaceHost
  readonly messages: WindowMessages
  readonly pick: () => Promise<string | null>
  /** Asks where a file is to be written; null when the person cancels. */
  readonly pickTarget: (name: string) => Promise<string | null>
  readonly showFile: (path: string) => void
}

/** The window predicts the file that the person chose, into the file that the person chose: it names neither. */
export function predictionHandlers({ host, messages, pick, pickTarget, showFile }: PredictionHandlerOptions): Pick<RequestHandlers, Domain> {
  const ongoing = new OngoingWork<'predict' | 'form' | 'prove'>()
  let chosen: string | null = null
  let written: string | null = null
  return {
    'predict:choose-file': async () => {
      const path = await pick()
      if (path === null) return null
      chosen = path
      return { name: basename(path), bytes: (await stat(path)).size }
    },
    'predict:run': async ({ id, ...wanted }) => {
      const file = chosen
      if (file === null) throw new CrossfadeError('invalid-argument', 'Choose the file with the rows to predict first.')
      const out = await pickTarget(`${basename(file, extname(file)).replace(/\.(csv|tsv|txt)$/i, '')}-predicted.${wanted.format}`)
      if (out === null) return null
      const result = await ongoing.only('predict', (signal) =>
        host.current().predictions.predict(
          { run: id, file, out, ...wanted },
          { signal, onProgress: ({ doing, share }) => messages.tell('predict:progress', { id, doing, share }) },
        ),
      )
      written = result.out
      return result
    },
    'predict:cancel': () => {
      ongoing.cancel('predict')
      return null
    },
    'predict:form-open': ({ id, epoch }) =>
      ongoing.only('form', (signal) =>
        host.current().rowForms.open({ run: id, epoch }, { signal, onProgress: ({ doing, share }) => messages.tell('predict:form-progress', { id, doing, share }) }),
      ),
    'predict:form-row': ({ row }) => host.current().rowForms.row(row),
    'predict:form-score': ({ rows }) => host.current().rowForms.score(rows),
    'predict:form-cancel': () => {
      ongoing.cancel('form')
      return null
    },
    'predict:form-close': async () => {
      ongoing.cancel('form')
      await host.current().rowForms.close()
      return null
    },
    'predict:score': ({ id, on, epoch }) => host.current().evaluations.evaluate({ run: id, on, epoch }),
    'predict:show': () => {
      if (written !== null) showFile(written)
      return null
    },
    'proofs:verify': ({ id }) =>
      ongoing.only('prove', (signal) =>
        host.current().proofs.verify(id, { signal, onProgress: ({ doing, share }) => messages.tell('proofs:progress', { id, doing, share }) }),
      ),
    'proofs:cancel': () => {
      ongoing.cancel('prove')
      return null
    },
  }
}

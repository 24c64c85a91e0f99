import { CrossfadeError } from '@shared/errors'
import { placeOf } from '@shared/export/formats'
import type { ExportFormat } from '@shared/export/formats'
import type { CardView } from '@shared/ipc/requests/take-away'
import type { RequestHandlers } from '../answer'
import type { WindowMessages } from '../window-messages'
import { OngoingWork } from '../../datasets/ongoing-work'
import { fileNameOf, withEnding } from '../../dialogs/name-to-write'
import type { WorkspaceHost } from '../../workspace/workspace-host'

type Domain = Extract<keyof RequestHandlers, `exports:${string}` | `cards:${string}` | `models:${string}`>

export interface TakeAwayHandlerOptions {
  readonly host: WorkspaceHost
  readonly messages: WindowMessages
  /** Asks for a model file; null when the person cancels. */
  readonly pickModel: () => Promise<string | null>
  /** Asks where to write; null when the person cancels. */
  readonly pickTarget: (name: string) => Promise<string | null>
  readonly showFile: (path: string) => void
}

/** The window says what is to be taken away, and the person where to: it names no path. */
export function takeAwayHandlers({ host, messages, pickModel, pickTarget, showFile }: TakeAwayHandlerOptions): Pick<RequestHandlers, Domain> {
  const ongoing = new OngoingWork<'export'>()
  let written: string | null = null

  const targetOf = async (id: string, format: ExportFormat, address: string | undefined, ending: string | undefined): Promise<string | null> => {
    if (placeOf(format).kind === 'server') {
      if (address === undefined || address.trim() === '') throw new CrossfadeError('invalid-argument', 'Say which server: http://HOST:PORT.')
      return address.trim()
    }
    const { record, notes } = await host.current().runs.get(id)
    const picked = await pickTarget(nameFor(notes.name === '' ? record.id : notes.name, format, ending))
    if (picked === null) return null
    const place = placeOf(format)
    return place.kind === 'file' ? withEnding(picked, ending ?? place.endings[0] ?? '') : picked
  }
  const cardOf = async (id: string): Promise<CardView> => {
    const { cards } = host.current()
    const [card, texts] = await Promise.all([cards.make(id), cards.texts(id)])
    return { card, texts }
  }

  return {
    'exports:run': async ({ id, format, epoch, address, ending }) => {
      const out = await targetOf(id, format, address, ending)
      if (out === null) return null
      const result = await ongoing.only('export', (signal) =>
        host.current().exports.export({ run: id, format, out, epoch }, { signal, onProgress: ({ doing, share }) => messages.tell('exports:progress', { id, doing, share }) }),
      )
      written = placeOf(format).kind === 'server' ? null : (result.files[0] ?? result.out)
      return result
    },
    'exports:cancel': () => {
      ongoing.cancel('export')
      return null
    },
    'exports:show': () => {
      if (written !== null) showFile(written)
      return null
    },
    'cards:get': ({ id }) => cardOf(id),
    'cards:write': async ({ id, texts: { purpose, limits } }) => {
      await host.current().cards.write(id, { ...(purpose === undefined ? {} : { purpose }), ...(limits === undefined ? {} : { limits }) })
      return cardOf(id)
    },
    'models:import': async () => {
      const path = await pickModel()
      return path === null ? null : host.current().imports.readModel(path)
    },
  }
}

/** What the dialog proposes: a file with the ending of its format, or a new folder. */
function nameFor(title: string, format: ExportFormat, ending: string | undefined): string {
  const name = fileNameOf(title, 'run')
  const place = placeOf(format)
  if (place.kind !== 'file') return `${name}-${format}`
  return `${format === 'card' ? `${name}-card` : name}${ending ?? place.endings[0] ?? ''}`
}

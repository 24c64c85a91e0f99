import { readFile, writeFile } from 'node:fs/promises'
import { readCompareConfig } from '@shared/compare/compare-config'
import { CrossfadeError } from '@shared/errors'
import type { RequestHandlers } from '../answer'
import type { WindowMessages } from '../window-messages'
import type { WorkspaceHost } from '../../workspace/workspace-host'

type Domain = Extract<keyof RequestHandlers, `compare:${string}`>

export interface CompareHandlerOptions {
  readonly host: WorkspaceHost
  readonly messages: WindowMessages
  /** Asks for a comparison's config file; null when the person cancels. */
  readonly pickConfig: () => Promise<string | null>
  /** Asks where a file is to be written; null when the person cancels. */
  readonly pickTarget: (name: string) => Promise<string | null>
}

/** One comparison at a time: a newer one ends the older, which answers `cancelled`. */
export function compareHandlers({ host, messages, pickConfig, pickTarget }: CompareHandlerOptions): Pick<RequestHandlers, Domain> {
  const comparisons = () => host.current().comparisons
  let current: AbortController | null = null
  return {
    'compare:runs': async ({ ticket, ...query }) => {
      current?.abort()
      const controller = new AbortController()
      current = controller
      try {
        return await comparisons().compare(query, {
          signal: controller.signal,
          onEvent: (event) => {
            if (event.kind === 'table') messages.tell('compare:table', { ticket, comparison: event.comparison })
            else messages.tell('compare:progress', { ticket, doing: event.doing, share: event.share })
          },
        })
      } finally {
        if (current === controller) current = null
      }
    },
    'compare:cancel': () => {
      current?.abort()
      return null
    },
    'compare:curves': ({ runs }) => comparisons().curves(runs),
    'compare:flips': (query) => comparisons().flippedRows(query),
    'compare:confusion': (query) => comparisons().confusion(query),
    'compare:keep-ensemble': ({ runs, name }) => host.current().ensembles.keep(runs, name),
    'compare:repeat': async ({ runs, seeds, resplit }) => {
      const started: string[] = []
      for (const run of runs) started.push((await host.current().studies.repeat(run, { seeds, resplit })).id)
      return started
    },
    'compare:save': async ({ name, content }) => {
      const path = await pickTarget(name)
      if (path === null) return null
      await writeFile(path, content).catch((thrown: unknown) => {
        throw new CrossfadeError('invalid-argument', `${path} cannot be written (${thrown instanceof Error ? thrown.message : String(thrown)}). Choose another place.`)
      })
      return path
    },
    'compare:open-config': async () => {
      const path = await pickConfig()
      if (path === null) return null
      const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
        throw new CrossfadeError('file-unreadable', `${path} cannot be read (${thrown instanceof Error ? thrown.message : String(thrown)}).`)
      })
      return readCompareConfig(text, path)
    },
  }
}

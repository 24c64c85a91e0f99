import type { EvaluationWork } from '@shared/ipc/requests/evaluation'
import { OngoingWork } from '../../datasets/ongoing-work'
import type { WorkspaceHost } from '../../workspace/workspace-host'
import type { RequestHandlers } from '../answer'
import type { WindowMessages } from '../window-messages'

type Domain = 'evaluation:kept-importance' | 'evaluation:importance' | 'evaluation:slices' | 'evaluation:cancel'

export interface EvaluationHandlerOptions {
  readonly host: WorkspaceHost
  readonly messages: WindowMessages
}

/** Looks at what a run has learned. One of each kind is at work at a time: a newer request ends the older, which answers `cancelled`. */
export function evaluationHandlers({ host, messages }: EvaluationHandlerOptions): Pick<RequestHandlers, Domain> {
  const ongoing = new OngoingWork<EvaluationWork>()
  const evaluations = () => host.current().evaluations
  return {
    'evaluation:kept-importance': ({ id, on }) => evaluations().keptImportance({ run: id, on }),
    'evaluation:importance': ({ id, ...asked }) =>
      ongoing.only('importance', (signal) =>
        evaluations().importance({ run: id, ...asked }, { signal, onProgress: ({ doing, share }) => messages.tell('evaluation:progress', { id, doing, share }) }),
      ),
    'evaluation:slices': ({ id, ...asked }) => ongoing.only('slices', (signal) => evaluations().slices({ run: id, ...asked }, { signal })),
    'evaluation:cancel': ({ work }) => {
      ongoing.cancel(work)
      return null
    },
  }
}

import type { RequestHandlers } from '../answer'
import type { WorkspaceHost } from '../../workspace/workspace-host'

type Domain = 'evaluation:overview' | 'evaluation:class' | 'evaluation:rows'

/** What the scores of a run say. */
export function evaluationViewHandlers(host: WorkspaceHost): Pick<RequestHandlers, Domain> {
  const views = () => host.current().evaluationViews
  return {
    'evaluation:overview': ({ id, on }) => views().overview({ run: id, part: on }),
    'evaluation:class': ({ id, on, which }) => views().classView({ run: id, part: on, which }),
    'evaluation:rows': ({ id, on, ...rest }) => views().badRows({ run: id, part: on, ...rest }),
  }
}

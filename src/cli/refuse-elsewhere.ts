import { leadsElsewhere } from '@core/experiments/leads-elsewhere'
import { CrossfadeError } from '@shared/errors'

/**
 * A document may come from anybody: what it names on another computer, or as a device, is not opened because it stands there. `todo`: how it is
 * opened all the same. Throws `config-invalid`.
 */
export function refuseElsewhere(document: string, path: string, todo: string): void {
  const elsewhere = leadsElsewhere(path, document)
  if (elsewhere !== null) throw new CrossfadeError('config-invalid', `${document} names ${path}, which is ${elsewhere}. That is not opened because a file names it: ${todo}.`)
}

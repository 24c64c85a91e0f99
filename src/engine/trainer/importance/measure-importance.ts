import type { TrainerMethods } from '@shared/engine/trainer-methods'
import type { InputOf } from '@shared/engine/wire'
import type { PartImportance } from '@shared/run/importance'
import type { CallContext } from '../../channel/serve-engine'
import { withSavedModel } from '../run/saved-model'
import { importanceOfColumns } from './importance-of-columns'

/** See the declaration of `importance`: of a network, whose weights are scored many times. */
export function measureImportance(input: InputOf<TrainerMethods['importance']>, context: CallContext<{ readonly done: number; readonly of: number }>): Promise<PartImportance> {
  return importanceOfColumns(input, context, (saved, work) => withSavedModel(saved, 'many', work))
}

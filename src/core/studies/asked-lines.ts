import { CrossfadeError } from '@shared/errors'
import { composeExperiment, sameRowsAs } from '@shared/study/compose'
import { applies } from '@shared/study/space'
import type { Assignment } from '@shared/study/space'
import type { StudyRecord } from '@shared/study/study'
import { idleInStudy } from '@shared/study/tree-trials'
import type { TrialLine } from '@shared/study/trial'

/** Trials by hand as lines of the log, each with as many seeds as any other combination. Throws `config-invalid`. */
export function askedLines({ design }: StudyRecord, asked: readonly Assignment[]): readonly TrialLine[] {
  const { plan } = design
  if (plan.kind !== 'search') throw new CrossfadeError('illegal-move', `The trials of a ${plan.kind} study are laid out from the start. Make a search to add trials by hand.`)
  const at = new Date().toISOString()
  return asked.flatMap((values, index): TrialLine[] => {
    const count = values['layers.count']
    for (const path of Object.keys(values)) {
      const nothing = idleInStudy(path, design, typeof count === 'number' ? count : undefined)
      if (nothing !== null) throw new CrossfadeError('config-invalid', `trials[${index}].${path}: ${nothing}`)
    }
    const composed = composeExperiment(design.experiment, values, design.trees)
    if (composed.kind === 'bad') throw new CrossfadeError('config-invalid', `trials[${index}].${composed.path}: ${composed.message}`)
    if (!sameRowsAs(composed.experiment, design.experiment)) throw new CrossfadeError('config-invalid', `trials[${index}]: it would be ranked on other rows than the rest, by its recipe.rows or recipe.split. Leave them out.`)
    const idle = plan.space.find((one) => one.path in values && !applies(one, values))
    if (idle !== undefined) throw new CrossfadeError('config-invalid', `trials[${index}].${idle.path}: it plays no part where ${idle.when?.path ?? ''} is ${JSON.stringify(values[idle.when?.path ?? ''])}. Leave it out.`)
    return Array.from({ length: plan.seeds }, () => ({ kind: 'asked', values: { ...values }, at }))
  })
}

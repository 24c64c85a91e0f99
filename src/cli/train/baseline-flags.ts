import { defaultBaseline } from '@shared/baseline/baseline-settings'
import type { BaselineSettings } from '@shared/baseline/baseline-settings'
import type { Experiment } from '@shared/experiment/experiment'
import type { Flags } from '../flags'
import { UsageError } from '../usage-error'

/** What --kind, --rounds and --leaves mean; nothing for a network. Throws UsageError where they do not go together. */
export function baselineFrom(flags: Flags): { readonly baseline?: BaselineSettings } {
  const kind = flags.choice('kind', ['majority', 'trees', 'forest'] as const)
  const [rounds, leaves] = [flags.number('rounds'), flags.number('leaves')]
  if (kind !== 'trees' && kind !== 'forest') {
    if (rounds !== undefined || leaves !== undefined) throw new UsageError('--rounds and --leaves go with --kind trees or --kind forest.')
    return kind === undefined ? {} : { baseline: defaultBaseline(kind) }
  }
  const settings = defaultBaseline(kind === 'trees' ? 'boosted-trees' : 'forest')
  return { baseline: { ...settings, ...(rounds === undefined ? {} : { rounds }), ...(leaves === undefined ? {} : { leaves }) } }
}

/** A logistic regression is a network without hidden layers. */
export function withoutLayers(experiment: Experiment, flags: Flags): Experiment {
  if (flags.text('kind') !== 'logistic') return experiment
  if (flags.has('layers')) throw new UsageError('--kind logistic has no hidden layers. Leave --layers out.')
  return { ...experiment, model: { ...experiment.model, layers: [] } }
}

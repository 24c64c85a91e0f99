import { cpus } from 'node:os'
import type { BaselineSettings } from '@shared/baseline/baseline-settings'
import type { TrainingSettings } from '@shared/training/training-settings'
import type { PreparedData } from '../trainer/run/prepared-data'

/** Settings as LightGBM reads them. The same seed, rows and machine give the same trees. */
export function treeParameters(settings: Exclude<BaselineSettings, { kind: 'majority' }>, { classes }: Pick<PreparedData, 'classes'>, { seed, threads }: Pick<TrainingSettings, 'seed' | 'threads'>): string {
  const objective = classes === 0 ? 'objective=regression' : classes === 2 ? 'objective=binary' : `objective=multiclass num_class=${classes}`
  const kind = settings.kind === 'forest' ? 'boosting=rf' : `learning_rate=${settings.learningRate}`
  const bagging = settings.rows < 1 ? `bagging_fraction=${settings.rows} bagging_freq=1` : ''
  return [
    objective,
    kind,
    bagging,
    `num_leaves=${settings.leaves}`,
    `min_data_in_leaf=${settings.leafRows}`,
    `feature_fraction=${settings.columns}`,
    settings.kind === 'boosted-trees' ? `min_sum_hessian_in_leaf=${settings.leafWeight} lambda_l2=${settings.l2}` : '',
    `seed=${seed}`,
    `num_threads=${threads === 'auto' ? cpus().length : threads}`,
    'deterministic=true force_col_wise=true verbosity=-1',
  ].join(' ')
}

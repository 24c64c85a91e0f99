import { defaultOptimizer } from '@shared/training/optimizer'
import { defaultModel, defaultTraining } from '@shared/training/resolve'
import type { ModelDesign } from '@shared/model/model-design'
import type { Activation } from '@shared/model/activation'
import type { TrainingSettings } from '@shared/training/training-settings'
import type { Task } from '@shared/recipe/recipe'

export interface Preset {
  readonly name: string
  readonly about: string
  readonly model: ModelDesign
  readonly training?: Partial<TrainingSettings>
}

const stack = (widths: readonly number[], activation: Activation): ModelDesign['layers'] => widths.map((units) => ({ kind: 'dense', units, activation }))

/** Where to start from: a default for the table, the smallest model there is, and the stacks of the song study. */
export function presetsFor(task: Task, rows: number, features: number, classes: number): readonly Preset[] {
  const output: ModelDesign['output'] = { activation: task === 'classification' ? 'softmax' : 'linear' }
  const rest = defaultTraining(task, rows)
  return [
    { name: 'Default for this table', about: 'A width that suits the number of rows.', model: defaultModel(rows, features, classes), training: rest },
    { name: task === 'classification' ? 'Logistic regression' : 'Linear regression', about: 'No hidden layer: what a straight line can do.', model: { layers: [], output } },
    { name: 'One small layer', about: '64 ReLU: quick, and hard to beat on small tables.', model: { layers: stack([64], 'relu'), output } },
    { name: 'Study: 256-256 ReLU', about: 'The stack of the song study.', model: { layers: stack([256, 256], 'relu'), output } },
    { name: 'Study: 256-256 tanh', about: 'The same with tanh.', model: { layers: stack([256, 256], 'tanh'), output } },
    { name: 'Study: 512-512-256 ReLU', about: 'Wider: learns the training rows by heart.', model: { layers: stack([512, 512, 256], 'relu'), output } },
    {
      name: 'Wide, with dropout',
      about: '512-256 with dropout 0.3: for large tables that overfit.',
      model: {
        layers: [
          { kind: 'dense', units: 512, activation: 'relu' },
          { kind: 'dropout', rate: 0.3 },
          { kind: 'dense', units: 256, activation: 'relu' },
          { kind: 'dropout', rate: 0.3 },
        ],
        output,
      },
    },
    {
      name: 'Piecewise-linear, wide',
      about: '28 bins a number, 512-256 with dropout, AdamW, 25 epochs: the strongest on the songs.',
      model: {
        layers: [
          { kind: 'piecewise-linear', bins: 28 },
          { kind: 'dense', units: 512, activation: 'relu' },
          { kind: 'dropout', rate: 0.3 },
          { kind: 'dense', units: 256, activation: 'relu' },
          { kind: 'dropout', rate: 0.3 },
        ],
        output,
      },
      training: { optimizer: defaultOptimizer('adamw'), epochs: 25 },
    },
  ]
}

import type { RunSummary } from '@shared/engine/analysis-methods'
import { testSeen } from '@shared/run/test-looks'
import { metricLabel, metricShort, metricValue } from '../../format/metric'
import { integer, none } from '../../format/number'
import { duration, moment } from '../../format/time'
import { statusWords } from '../../format/words'

/** A column of the list of runs. Without a value it cannot be sorted by. */
export interface RunColumn {
  readonly key: string
  readonly label: string
  readonly value?: (run: RunSummary) => string | number | null
  readonly number?: boolean
  /** In px; one without takes what is left. */
  readonly width?: number
  readonly title?: string
  /** Its label is for readers only. */
  readonly unseen?: boolean
}

/** How many metrics of the test rows are offered. */
const mostMetrics = 5
/** What stands in the table until the person chooses otherwise. */
export const hiddenAtFirst: ReadonlySet<string> = new Set(['best', 'parameters', 'test:top5', 'test:loss', 'test:mae', 'target', 'engine'])
/** These cannot be taken out. */
const fixedKeys: ReadonlySet<string> = new Set(['select', 'name', 'actions'])
export const canHide = (key: string): boolean => !fixedKeys.has(key)

const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)

const metricNames = ['accuracy', 'macroF1', 'top5', 'r2', 'rmse', 'mae', 'loss']

/** Which metrics are worth a column: those that any run in view has, the loss last. Asked of thousands of runs at every search, so each name is looked for until one has it. */
const namesOf = (runs: readonly RunSummary[]): readonly string[] =>
  metricNames.filter((name) => runs.some(({ record }) => typeof record.test?.[name] === 'number' || typeof record.best?.validation?.[name] === 'number')).slice(0, mostMetrics)

/** Short, and as it is written within a sentence: test accuracy, test RMSE. */
const inSentence = (name: string): string => metricShort(name).replace(/^[A-Z](?=[a-z])/, (one) => one.toLowerCase())

/** The columns of the list of runs. The keys of metric columns are `test:accuracy` and `validation:accuracy`. */
export function runColumns(runs: readonly RunSummary[]): readonly RunColumn[] {
  const names = namesOf(runs)
  const first = names[0]
  const metrics: RunColumn[] = [
    ...(first === undefined
      ? []
      : [{ key: `validation:${first}`, label: `Val. ${inSentence(first)}`, title: `${metricLabel(first)} of the validation rows at the best epoch`, value: (run: RunSummary) => number(run.record.best?.validation?.[first]), number: true, width: 102 }]),
    ...names.map((name) => ({ key: `test:${name}`, label: `Test ${inSentence(name)}`, title: `${metricLabel(name)} of the test rows`, value: (run: RunSummary) => number(run.record.test?.[name]), number: true, width: 102 })),
  ]
  return [
    { key: 'select', label: '', width: 34 },
    { key: 'name', label: 'Name', value: (run) => run.notes.name },
    { key: 'status', label: 'Status', value: (run) => statusWords[run.record.status], width: 102 },
    { key: 'curve', label: 'Curve', width: 92, title: 'The watched metric of the validation rows, by epoch' },
    ...metrics,
    { key: 'epochs', label: 'Epochs', value: (run) => run.record.epochs, number: true, width: 92 },
    { key: 'best', label: 'Best epoch', value: (run) => run.record.best?.epoch ?? null, number: true, width: 84, title: 'Epoch with the best value of the watched metric' },
    { key: 'parameters', label: 'Parameters', value: (run) => run.record.parameters?.total ?? null, number: true, width: 92 },
    { key: 'time', label: 'Time', value: (run) => run.record.timing.trainMs, number: true, width: 78 },
    { key: 'engine', label: 'Engine', value: (run) => run.record.engine?.mode ?? null, width: 70 },
    { key: 'dataset', label: 'Dataset', value: (run) => run.record.dataset.name, width: 124 },
    { key: 'target', label: 'Target', value: (run) => run.record.experiment.recipe.target, width: 120 },
    { key: 'created', label: 'Created', value: (run) => run.record.created, width: 112 },
    { key: 'actions', label: 'Actions', unseen: true, width: 40 },
  ]
}

/** Why a cell of a test metric is not what rows that were used once say of the run; null where it is. */
export const testFlag = ({ record }: RunSummary, column: string): string | null => (column.startsWith('test:') && record.test !== null ? testSeen(record) : null)

/** What stands in a cell of a column that shows plain text. */
export function cellText({ record }: RunSummary, column: string): string {
  switch (column) {
    case 'epochs':
      // An ensemble was not trained itself.
      return record.kind === 'ensemble' ? none : integer(record.epochs)
    case 'best':
      return record.best === null ? none : integer(record.best.epoch)
    case 'parameters':
      return record.parameters === null ? none : integer(record.parameters.total)
    case 'time':
      return duration(record.timing.trainMs)
    case 'engine':
      return record.engine?.mode ?? none
    case 'dataset':
      return record.dataset.name
    case 'target':
      return record.experiment.recipe.target
    case 'created':
      return moment(record.created)
    default: {
      const [part = '', name = ''] = column.split(':')
      const value = (part === 'test' ? record.test : record.best?.validation)?.[name]
      return metricValue(name, typeof value === 'number' ? value : null)
    }
  }
}

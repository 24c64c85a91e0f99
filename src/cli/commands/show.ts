import { changedMembersLine } from '@shared/run/member-weights'
import type { RunDetail } from '@shared/run/run-detail'
import { epochsWanted, settingsInForce } from '@shared/run/segments'
import { testSeen } from '@shared/run/test-looks'
import { UsageError } from '../usage-error'
import { exitCodes } from '../exit-code'
import { recordJson } from '../json/run-json'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'
import { count, decidedOnTraining, decimal, duration, metric } from '../wording'

export const showVerb: Verb = {
  name: 'show',
  args: 'RUN',
  summary: 'Show one run: its record, its epochs and its evaluation. RUN is an id, a unique prefix of one, or a unique name.',
  least: 1,
  most: 1,
  flags: [
    { name: 'epoch', kind: 'text', value: 'best|last|N', help: 'the metrics of one epoch' },
    workspaceFlag,
    jsonFlag,
    helpFlag,
  ],
  run: async ({ core, flags, json, positionals, terminal }) => {
    const services = await core()
    const detail = await services.runs.get(positionals[0] ?? '')
    const wanted = flags.text('epoch')
    const epoch = wanted === undefined ? null : epochOf(detail, wanted)
    if (json) {
      const { metrics, evaluation } = detail
      terminal.print(JSON.stringify({ ...recordJson(detail), metrics, evaluation, ...(epoch === null ? {} : { epoch }) }))
    } else {
      terminal.print(epoch === null ? describe(detail) : JSON.stringify(epoch, null, 2))
    }
    return exitCodes.done
  },
}

function epochOf(detail: RunDetail, wanted: string) {
  const { record, metrics } = detail
  const number = wanted === 'best' ? record.best?.epoch : wanted === 'last' ? record.last?.epoch : Number(wanted)
  const found = metrics.find((line) => line.epoch === number)
  if (found === undefined) throw new UsageError(`--epoch ${wanted}: ${record.id} has ${metrics.length} epochs. Give best, last or a number up to that.`)
  return found
}

function describe(detail: RunDetail): string {
  const { record, notes, dir } = detail
  if (record.imported !== undefined) return describeImported(detail, record.imported)
  const { recipe } = record.experiment
  const lines: [string, string][] = [
    ['run', record.id],
    ['name', notes.name],
    ['status', record.reason === null ? record.status : `${record.status}: ${record.reason}`],
    ['folder', dir],
    ['dataset', `${record.dataset.name}, ${count(record.dataset.rows)} rows`],
    ['target', `${recipe.target} (${recipe.task})`],
    ['features', recipe.columns.features.join(', ')],
    ...modelLines(record),
  ]
  if (record.split !== null) {
    const { train, validation, test, method, seed, remarks } = record.split
    lines.push(['split', `${method}, ${count(train)} training, ${count(validation)} validation, ${count(test)} test rows, seed ${seed}`], ...[...remarks, ...(record.monitor?.on === 'training' ? [decidedOnTraining] : [])].map((remark): [string, string] => ['', remark]))
  }
  if (record.best !== null) lines.push([`best (epoch ${record.best.epoch})`, values(record.best.validation ?? record.best.training)])
  if (record.test !== null) lines.push(['test', values(record.test)])
  lines.push(['test rows', testSeen(record) ?? ''])
  lines.push(['outdated', changedMembersLine(record.id, detail.changedMembers ?? []) ?? ''])
  if (detail.outdated?.test) lines.push([`test (epoch ${detail.outdated.test.epoch})`, `${values(valuesOf(detail.outdated.test.metrics))}; before it was trained on`])
  if (detail.saved !== undefined && detail.saved.best !== record.best?.epoch) lines.push(['weights', `of epoch ${detail.saved.best}; those of the best epoch are saved when the training ends`])
  if (record.timing.medianEpochMs !== null) lines.push(['time an epoch', duration(record.timing.medianEpochMs)])
  if (notes.tags.length > 0) lines.push(['tags', notes.tags.join(', ')])
  if (notes.notes !== '') lines.push(['notes', notes.notes])
  const width = Math.max(...lines.map(([name]) => name.length))
  return lines.filter(([, value]) => value !== '').map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')
}

/** What it is and how it was trained, by its kind: the record of trees says nothing true of layers. */
function modelLines(record: RunDetail['record']): [string, string][] {
  const { model } = record.experiment
  const training = settingsInForce(record)
  const threads = record.engine === null ? '–' : `${record.engine.threads} ${record.engine.threads === 1 ? 'thread' : 'threads'}`
  switch (record.kind) {
    case 'ensemble':
      return [['members', (record.members ?? []).join(', ')]]
    case 'trees': {
      const { kind = 'trees', ...settings } = record.baseline ?? {}
      return [
        ['model', [kind.replace('-', ' '), ...Object.entries(settings).map(([name, value]) => `${name} ${String(value)}`)].join(', ')],
        ['training', `seed ${training.seed}`],
        ['engine', threads],
        ['rounds', String(record.epochs)],
      ]
    }
    default:
      return [
        ['layers', model.layers.map((layer) => (layer.kind === 'dense' ? `${layer.units} ${layer.activation}` : layer.kind)).join(' → ') || 'none'],
        ['parameters', record.parameters === null ? '–' : count(record.parameters.total)],
        ['training', `${training.optimizer.kind} ${training.learningRate}, batch ${training.batch}, seed ${training.seed}`],
        ['engine', record.engine === null ? '–' : `${record.engine.mode}, ${threads}`],
        ['epochs', `${record.epochs} of at most ${epochsWanted(record)}`],
      ]
  }
}

/** Of a run of another program: what it told. */
function describeImported({ record, notes }: RunDetail, { from, path, at, settings }: NonNullable<RunDetail['record']['imported']>): string {
  const lines: (readonly [string, string])[] = [
    ['run', record.id],
    ['name', notes.name],
    ['status', record.reason === null ? record.status : `${record.status}: ${record.reason}`],
    ['imported', `from ${from} in ${path}, ${at}; nothing changes it`],
    ['epochs', String(record.epochs)],
    ...(record.best === null ? [] : [[`best (epoch ${record.best.epoch})`, values(record.best.validation ?? record.best.training)] as const]),
    ...(record.test === null ? [] : [['test', values(record.test)] as const]),
    ...Object.entries(settings).map(([name, value]) => [name, String(value)] as const),
  ]
  const width = Math.max(...lines.map(([name]) => name.length))
  return lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')
}

const valuesOf = (metrics: Readonly<Record<string, { readonly value: number | null }>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(metrics).map(([name, { value }]) => [name, value]))

const values = (metrics: Readonly<Record<string, unknown>>): string =>
  Object.entries(metrics)
    .filter((pair): pair is [string, number | null] => typeof pair[1] === 'number' || pair[1] === null)
    .map(([name, value]) => `${name} ${value === null ? decimal(value) : metric(name, value)}`)
    .join(', ')

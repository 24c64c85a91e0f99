import type { Core } from '@core/core'
import type { EvaluateResult, ImportanceResult, SlicesResult } from '@core/proof/proof-verbs'
import type { Measured } from '@shared/run/evaluation'
import { exitCodes } from '../exit-code'
import type { Session } from '../session'
import type { Terminal } from '../terminal'
import { textTable } from '../text-table'
import { UsageError } from '../usage-error'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'
import { count, decimal, metric } from '../wording'
import { epochFlag, epochFrom } from './predict'

const parts = ['test', 'validation'] as const

export const evaluateVerb: Verb = {
  name: 'evaluate',
  args: 'RUN',
  summary: 'Metrics of a run with their intervals. Test rows that were left unscored are scored, and the time is recorded.',
  least: 1,
  most: 1,
  flags: [
    { name: 'on', kind: 'choice', choices: parts, help: 'which rows (default: test)' },
    { name: 'by', kind: 'text', value: 'COL', help: 'metrics by the values of a column of the table' },
    { name: 'bins', kind: 'integer', min: 2, max: 50, help: 'with --by: ranges of a column of numbers (default: 5)' },
    { name: 'importance', kind: 'switch', help: 'how much worse it is with each column shuffled' },
    { name: 'repeats', kind: 'integer', min: 1, max: 100, help: 'with --importance: how often each is shuffled (default: 5)' },
    { name: 'seed', kind: 'integer', min: 0, max: 0xffffffff, help: 'with --importance: seed of the shuffling (default: 42)' },
    epochFlag,
    workspaceFlag,
    jsonFlag,
    helpFlag,
  ],
  examples: ['evaluate songs --by explicit', 'evaluate songs --importance --repeats 10'],
  run: async (session) => {
    const { flags } = session
    const column = flags.text('by')
    refuseUnused(session, column)
    if (column !== undefined) return bySlice(session, column)
    return flags.has('importance') ? byImportance(session) : metrics(session)
  },
}

function refuseUnused({ flags }: Session, column: string | undefined): void {
  if (column !== undefined && flags.has('importance')) throw new UsageError('--by and --importance are two questions. Ask one at a time.')
  if (column === undefined && flags.has('bins')) throw new UsageError('--bins belongs to --by COL.')
  if (column !== undefined && flags.has('epoch')) throw new UsageError('--by looks at the best weights. Leave --epoch out.')
  for (const name of ['repeats', 'seed']) if (flags.has(name) && !flags.has('importance')) throw new UsageError(`--${name} belongs to --importance.`)
}

function asked({ flags, positionals }: Session) {
  return { run: positionals[0] ?? '', on: flags.choice('on', parts) ?? 'test' }
}

async function metrics(session: Session): Promise<number> {
  const { core, flags, json, terminal } = session
  const services = await core()
  const result = await services.evaluations.evaluate({ ...asked(session), epoch: epochFrom(flags) })
  if (json) terminal.print(JSON.stringify(result))
  else printMetrics(terminal, result)
  if (result.seen !== undefined) terminal.say(result.seen)
  if (!result.recorded) sayUnrecorded(session, services, result.on)
  return exitCodes.done
}

/** A look at test rows with other weights than the best is part of the run's record, so that later figures can say so; where nothing can be written, the person must know. */
function sayUnrecorded({ terminal }: Session, { workspace }: Core, on: string): void {
  if (on === 'test' && workspace.readOnly) terminal.say('This workspace is read-only, so the run does not record that its test rows were looked at.')
}

function printMetrics(terminal: Terminal, result: EvaluateResult): void {
  terminal.print(`${result.run}, epoch ${result.epoch}, ${count(result.rows)} ${result.on} rows, scored ${result.scoredAt}`)
  terminal.print(
    textTable(
      [
        { title: 'metric', align: 'left' },
        { title: 'value', align: 'right' },
        { title: '95 % interval', align: 'left' },
      ],
      Object.entries(result.metrics).map(([name, { value, interval }]) => [name, metric(name, value), interval === null ? '' : range(name, interval)]),
    ),
  )
}

async function bySlice(session: Session, column: string): Promise<number> {
  const { core, flags, interrupted, json, terminal } = session
  const services = await core()
  const result = await services.evaluations.slices({ ...asked(session), column, bins: flags.number('bins') }, { signal: interrupted })
  if (json) terminal.print(JSON.stringify(result))
  else printSlices(terminal, result)
  return exitCodes.done
}

/** Two metrics with their intervals are what fits a terminal; --json has all. */
const shownInTable = 2

function printSlices(terminal: Terminal, { run, on, column, metrics: names, overall, slices }: SlicesResult): void {
  const shown = names.slice(0, shownInTable)
  const cell = (name: string, measured: Measured | undefined) => [metric(name, measured?.value), measured?.interval ? range(name, measured.interval) : '']
  terminal.print(`${run}, ${count(overall.rows)} ${on} rows by ${column}`)
  terminal.print(
    textTable(
      [
        { title: column, align: 'left' },
        { title: 'rows', align: 'right' },
        ...shown.flatMap((name) => [
          { title: name, align: 'right' as const },
          { title: '95 % interval', align: 'left' as const },
        ]),
      ],
      [...slices, overall].map((slice) => [slice.name, count(slice.rows), ...shown.flatMap((name) => cell(name, slice.metrics[name]))]),
    ),
  )
}

async function byImportance(session: Session): Promise<number> {
  const { core, flags, interrupted, json, terminal } = session
  const services = await core()
  const result = await services.evaluations.importance(
    { ...asked(session), epoch: epochFrom(flags), repeats: flags.number('repeats'), seed: flags.number('seed') },
    { signal: interrupted, onProgress: ({ doing, share }) => terminal.progress(share === null ? `${doing} …` : `${doing} ${Math.floor(share * 100)} %`) },
  )
  terminal.progress(null)
  if (json) terminal.print(JSON.stringify(result))
  else printImportance(terminal, result)
  if ((epochFrom(flags) ?? 'best') !== 'best') sayUnrecorded(session, services, result.on)
  return exitCodes.done
}

function printImportance(terminal: Terminal, { run, on, rows, repeats, seed, metrics: names, baseline, columns }: ImportanceResult): void {
  const whole = names.map((name) => `${name} ${metric(name, baseline[name])}`).join(', ')
  terminal.print(`${run}, ${count(rows)} ${on} rows: ${whole}. Worse by, with a column shuffled (${repeats} times, seed ${seed}):`)
  terminal.print(
    textTable(
      [
        { title: 'column', align: 'left' },
        ...names.flatMap((name) => [
          { title: name, align: 'right' as const },
          { title: '95 % interval', align: 'left' as const },
        ]),
      ],
      columns.map(({ column, worse }) => [
        column,
        ...names.flatMap((name) => [decimal(worse[name]?.mean), worse[name]?.interval ? `${decimal(worse[name].interval[0])} to ${decimal(worse[name].interval[1])}` : '']),
      ]),
    ),
  )
}

const range = (name: string, [low, high]: readonly [number, number]): string => `${metric(name, low)} to ${metric(name, high)}`

import { predictionFormats } from '@shared/engine/data-methods'
import type { DriftReport } from '@shared/run/drift'
import { exitCodes } from '../exit-code'
import type { FlagSpec, Flags } from '../flags'
import { readingFlags, readingFrom } from '../reading-flags'
import { textTable } from '../text-table'
import { UsageError } from '../usage-error'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'
import { count, decimal, share } from '../wording'

export const epochFlag: FlagSpec = { name: 'epoch', kind: 'text', value: 'best|last|N', help: 'which weights (default: best)' }

export const predictVerb: Verb = {
  name: 'predict',
  args: 'RUN FILE --out FILE',
  summary: 'Predict the rows of a file with a run: the same rows in the same order. Columns are matched by name.',
  least: 2,
  most: 2,
  flags: [
    { name: 'out', kind: 'text', value: 'FILE', help: 'where to write, as .csv, .parquet or .json (required)' },
    { name: 'format', kind: 'choice', choices: predictionFormats, help: 'by the ending of --out otherwise' },
    { name: 'keep', kind: 'switch', help: 'the input columns first' },
    { name: 'scores', kind: 'switch', help: 'one column a class' },
    { name: 'top', kind: 'integer', min: 1, max: 100, help: 'so many classes, the likeliest first, each with its score' },
    { name: 'coverage', kind: 'number', min: 0.5, max: 0.999, help: 'how often the interval of a regression holds the true number (default: 0.95)' },
    { name: 'drift', kind: 'switch', help: 'also say how the rows differ from the training rows' },
    epochFlag,
    ...readingFlags,
    workspaceFlag,
    jsonFlag,
    helpFlag,
  ],
  run: async ({ core, flags, interrupted, json, positionals, terminal }) => {
    const out = flags.text('out')
    if (out === undefined) throw new UsageError('--out FILE is missing: say where the predictions are to be written.')
    const [run = '', file = ''] = positionals
    const services = await core()
    const result = await services.predictions.predict(
      {
        run,
        file,
        out,
        format: flags.choice('format', predictionFormats),
        keep: flags.has('keep'),
        scores: flags.has('scores'),
        top: flags.number('top'),
        coverage: flags.number('coverage'),
        drift: flags.has('drift'),
        epoch: epochFrom(flags),
        reading: readingFrom(flags),
      },
      {
        signal: interrupted,
        onProgress: ({ doing, share }) => terminal.progress(share === null ? `${doing} …` : `${doing} ${Math.floor(share * 100)} %`),
      },
    )
    terminal.progress(null)
    for (const name of result.missingColumns) terminal.say(`The file has no column ${name}: its values count as missing.`)
    for (const { column, rows } of result.unseen) terminal.say(`${column}: ${count(rows)} ${rows === 1 ? 'row has' : 'rows have'} a category that training did not have.`)
    if (result.rejectedRows > 0) terminal.say(`${count(result.rejectedRows)} lines could not be read and are left out.`)
    if (!json && result.interval?.halfWidth === null) terminal.say('There is no interval: these weights have no errors on validation rows, or too few of them for that coverage.')
    if (!json && result.drift !== undefined) terminal.say(driftTable(result.drift))
    terminal.print(json ? JSON.stringify(result) : `${count(result.rows)} rows predicted: ${result.out}`)
    return exitCodes.done
  },
}

/** --epoch as it is written: best, last or a number. */
export function epochFrom(flags: Flags): 'best' | 'last' | number | undefined {
  const text = flags.text('epoch')
  if (text === undefined || text === 'best' || text === 'last') return text
  const epoch = Number(text)
  if (!Number.isInteger(epoch) || epoch < 1) throw new UsageError(`--epoch ${text}: give best, last or a number.`)
  return epoch
}

function driftTable({ rows, trainingRows, columns }: DriftReport): string {
  const table = textTable(
    [
      { title: 'column', align: 'left' },
      { title: 'differs', align: 'left' },
      { title: 'PSI', align: 'right' },
      { title: 'distance', align: 'right' },
      { title: 'mean moved by', align: 'right' },
      { title: 'unseen', align: 'right' },
    ],
    columns.map(({ column, verdict, psi, distance, meanShift, unseen }) => [column, verdict, decimal(psi), decimal(distance), meanShift === null ? '' : `${decimal(meanShift)} sd`, unseen === 0 ? '' : share(unseen)]),
  )
  return `${count(rows)} new rows against ${count(trainingRows)} training rows:\n${table}`
}

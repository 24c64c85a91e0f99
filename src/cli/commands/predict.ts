import { predictionFormats } from '@shared/engine/data-methods'
import { exitCodes } from '../exit-code'
import type { FlagSpec, Flags } from '../flags'
import { readingFrom } from '../train/apply-flags'
import { readingFlags } from '../train/train-flags'
import { UsageError } from '../usage-error'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'
import { count } from '../wording'

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
    for (const { column, rows } of result.unseen) terminal.say(`${column}: ${count(rows)} rows have a category that training did not have.`)
    if (result.rejectedRows > 0) terminal.say(`${count(result.rejectedRows)} lines could not be read and are left out.`)
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

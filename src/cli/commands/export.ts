import { checkedOn, exportFormats } from '@shared/export/formats'
import { exitCodes } from '../exit-code'
import { UsageError } from '../usage-error'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'
import { count } from '../wording'
import { epochFlag, epochFrom } from './predict'

export const exportVerb: Verb = {
  name: 'export',
  args: 'RUN --format FORMAT --out PATH',
  summary: 'Take a run away in the format of another program. A model is kept only if it predicts what the run predicts, curves only if they read the same.',
  least: 1,
  most: 1,
  flags: [
    { name: 'format', kind: 'choice', choices: exportFormats, help: 'which format (required)' },
    { name: 'out', kind: 'text', value: 'PATH', help: 'a file (.keras, .h5, .onnx, .html, .md), a new folder, or the address of a server (required)' },
    { name: 'own-reader', kind: 'switch', help: 'check without the target program (of a server: it is always asked)' },
    { name: 'purpose', kind: 'text', help: 'with --format card: what the model is for; kept in the run' },
    { name: 'limits', kind: 'text', help: 'with --format card: what it must not be used for; kept in the run' },
    epochFlag,
    workspaceFlag,
    jsonFlag,
    helpFlag,
  ],
  examples: ['export songs --format onnx --out songs.onnx', 'export songs --format numpy --out songs-numpy'],
  run: async ({ core, flags, interrupted, json, positionals, terminal }) => {
    const format = flags.choice('format', exportFormats)
    const out = flags.text('out')
    if (format === undefined) throw new UsageError(`--format is missing: one of ${exportFormats.join(', ')}.`)
    if (out === undefined) throw new UsageError('--out PATH is missing: say where the export is to be written.')
    const [purpose, limits] = [flags.text('purpose'), flags.text('limits')]
    if (format !== 'card' && (purpose ?? limits) !== undefined) throw new UsageError('--purpose and --limits belong to --format card.')
    const services = await core()
    if ((purpose ?? limits) !== undefined) await services.cards.write(positionals[0] ?? '', { ...(purpose === undefined ? {} : { purpose }), ...(limits === undefined ? {} : { limits }) })
    const result = await services.exports.export(
      { run: positionals[0] ?? '', format, out, epoch: epochFrom(flags), ownReader: flags.has('own-reader') },
      { signal: interrupted, onProgress: ({ doing, share }) => terminal.progress(share === null ? `${doing} …` : `${doing} ${Math.floor(share * 100)} %`) },
    )
    terminal.progress(null)
    if (json) terminal.print(JSON.stringify(result))
    else {
      terminal.print(`${result.format}: ${result.out}`)
      for (const { url, artifacts } of result.sent ?? []) terminal.print(`${url} (${count(artifacts.length)} files)`)
      const { checked } = result
      if (checked !== null) terminal.print(`Checked by ${checked.by} on ${count(checked.rows)} ${checkedOn(format)}: largest difference ${checked.maxDifference.toPrecision(2)}.`)
    }
    return exitCodes.done
  },
}

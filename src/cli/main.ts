import { CrossfadeError, errorLines, toEnvelope } from '@shared/errors'
import { crossfadeVersion } from '@shared/version'
import { exitCodeFor, exitCodes } from './exit-code'
import { parseLine, suggestion } from './flags'
import { overview, verbHelp } from './help'
import { CoreHolder } from './session'
import type { Terminal } from './terminal'
import { UsageError } from './usage-error'
import type { Verb } from './verb'
import { allVerbs, comingVerbs, loadVerb, verbNames } from './verbs'

export interface MainOptions {
  readonly args: readonly string[]
  readonly terminal: Terminal
  /** Folder of the built engine entries. */
  readonly entriesDir: string
  readonly interrupted: AbortSignal
}

/** Runs one command line and answers its exit code. Never throws: each failure is one line on stderr. */
export async function main(options: MainOptions): Promise<number> {
  const { args, terminal } = options
  const [name, ...words] = args
  // Before parsing: a wrong line still answers in JSON when JSON was asked for.
  const json = words.includes('--json')
  try {
    if (name === undefined) throw new UsageError('Say what to do: crossfade VERB. "crossfade --help" lists the verbs.')
    if (name === '--help' || name === '-h' || name === 'help') {
      terminal.print(overview(await allVerbs()))
      return exitCodes.done
    }
    if (name === '--version' || name === 'version') {
      terminal.print(crossfadeVersion)
      return exitCodes.done
    }
    const verb = await loadVerb(name)
    if (verb === undefined) throw new UsageError(unknownVerb(name))
    return await runVerb(verb, words, options)
  } catch (thrown) {
    return fail(thrown, json, terminal)
  }
}

async function runVerb(verb: Verb, words: readonly string[], options: MainOptions): Promise<number> {
  const { terminal, interrupted } = options
  if (words.includes('--help') || words.includes('-h')) {
    terminal.print(verbHelp(verb))
    return exitCodes.done
  }
  const { flags, positionals } = parseLine(words, verb.flags)
  if (positionals.length < verb.least || positionals.length > verb.most) {
    throw new UsageError(`Write: crossfade ${verb.name} ${verb.args}. "crossfade ${verb.name} --help" explains it.`)
  }
  const holder = new CoreHolder(options.entriesDir, flags, terminal, verb.engine)
  try {
    return await verb.run({ flags, positionals, terminal, json: flags.has('json'), core: holder.get, listRuns: holder.listRuns, interrupted })
  } finally {
    terminal.progress(null)
    await holder.close()
  }
}

function unknownVerb(name: string): string {
  if (comingVerbs.includes(name)) return `crossfade ${name} is not available yet.`
  return `There is no verb "${name}".${suggestion(name, verbNames, '')}`
}

/** One line on stderr: what, where, what to do. With --json, stdout gets the same as a document. */
function fail(thrown: unknown, json: boolean, terminal: Terminal): number {
  terminal.progress(null)
  if (thrown instanceof UsageError) {
    terminal.say(thrown.message)
    if (json) terminal.print(JSON.stringify({ error: { code: 'invalid-argument', message: thrown.message } }))
    return exitCodes.usage
  }
  const envelope = toEnvelope(thrown)
  if (thrown instanceof CrossfadeError && thrown.code !== 'internal') terminal.say(oneLine(envelope.message))
  else terminal.say(`${errorLines[envelope.code]} ${oneLine(envelope.message)} (CROSSFADE_LOG=1 shows more.)`)
  if (process.env['CROSSFADE_LOG'] === '1' && envelope.stack !== undefined) terminal.say(envelope.stack)
  const shown = { code: envelope.code, message: envelope.message, ...(envelope.details === undefined ? {} : { details: envelope.details }) }
  if (json) terminal.print(JSON.stringify({ error: shown }))
  return exitCodeFor(envelope.code)
}

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ')

import { valueName } from './flags'
import type { FlagSpec } from './flags'
import type { Verb } from './verb'

/** The overview of all verbs. */
export function overview(verbs: readonly Verb[]): string {
  const width = Math.max(...verbs.map((verb) => `${verb.name} ${verb.args}`.length))
  return [
    'crossfade VERB …',
    '',
    ...verbs.map((verb) => `  ${`${verb.name} ${verb.args}`.padEnd(width)}  ${verb.summary}`),
    '',
    '"crossfade VERB --help" explains one. Exit codes: 0 done, 1 failed, 2 the command line is wrong,',
    '3 the input is bad, 130 interrupted (the run is saved and can be resumed).',
  ].join('\n')
}

/** One verb with its flags. */
export function verbHelp(verb: Verb): string {
  const lines = [`crossfade ${verb.name} ${verb.args}`.trimEnd(), '', `  ${verb.summary}`, '']
  const left = (flag: FlagSpec) => `--${flag.name} ${valueName(flag)}`.trimEnd()
  const width = Math.min(34, Math.max(...verb.flags.map((flag) => left(flag).length)))
  for (const flag of verb.flags) {
    if (left(flag).length > width) lines.push(`  ${left(flag)}`, `  ${' '.repeat(width)}  ${flag.help}`)
    else lines.push(`  ${left(flag).padEnd(width)}  ${flag.help}`)
  }
  if (verb.examples !== undefined) lines.push('', 'Examples:', ...verb.examples.map((example) => `  crossfade ${example}`))
  return lines.join('\n')
}

import type { Flags } from '../flags'
import { UsageError } from '../usage-error'
import { changesAsked } from './change-study'

/** Refuses flags of which one would be passed over without a word. `named`: a file or a study; empty: none. Throws UsageError. */
export function refuseContradictions(flags: Flags, named: string): void {
  const changes = changesAsked(flags)
  const given = (names: readonly string[]) => names.find((name) => flags.has(name))
  if (flags.has('list')) {
    if (named !== '') throw new UsageError(`--list shows all studies: leave ${named} out.`)
    const other = changes[0] ?? given(['resume', 'check', 'evaluate', 'data', 'jobs'])
    if (other !== undefined) throw new UsageError(`--list only lists: leave --${other} out, or name a study instead of --list.`)
    return
  }
  if (flags.has('delete')) {
    const other = changes.find((name) => name !== 'delete') ?? given(['resume', 'check', 'evaluate', 'data', 'jobs'])
    if (other !== undefined) throw new UsageError(`--delete and --${other} contradict each other: leave one of them out.`)
  }
}

/** The same of the flags that change a study of the workspace. Of a file they are refused themselves. */
export function refuseIdleFlags(flags: Flags): void {
  const [change] = changesAsked(flags)
  if (change === undefined) return
  if (flags.has('check')) throw new UsageError(`--check only says what is wrong, and --${change} changes the study: give them one after the other.`)
  // Both belong to the work on a study, which a change alone does not begin.
  const work = flags.has('resume') ? undefined : ['evaluate', 'jobs'].find((name) => flags.has(name))
  if (work !== undefined) throw new UsageError(`--${change} alone does not go on with the study, so --${work} would have no effect: add --resume, or leave --${work} out.`)
}

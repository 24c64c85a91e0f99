import { runsVerb } from './commands/runs'
import { showVerb } from './commands/show'
import { trainVerb } from './commands/train'
import type { Verb } from './verb'

export const verbs: readonly Verb[] = [trainVerb, runsVerb, showVerb]

/** Named by the outside contract, and not there yet. */
export const comingVerbs: readonly string[] = [
  'profile', 'audit', 'resume', 'evaluate', 'tag', 'note', 'rename', 'archive', 'delete', 'restore', 'queue', 'compare', 'ensemble',
  'repeat', 'study', 'predict', 'export', 'import', 'verify',
]

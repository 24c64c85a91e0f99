import { annotateVerbs } from './commands/annotate'
import { auditVerb } from './commands/audit'
import { compareVerb } from './commands/compare'
import { predictVerb } from './commands/predict'
import { profileVerb } from './commands/profile'
import { queueVerb } from './commands/queue'
import { resumeVerb } from './commands/resume'
import { runsVerb } from './commands/runs'
import { showVerb } from './commands/show'
import { trainVerb } from './commands/train'
import type { Verb } from './verb'

export const verbs: readonly Verb[] = [profileVerb, auditVerb, trainVerb, resumeVerb, runsVerb, showVerb, compareVerb, predictVerb, ...annotateVerbs, queueVerb]

/** Named by the outside contract, and not there yet. */
export const comingVerbs: readonly string[] = ['evaluate', 'ensemble', 'repeat', 'study', 'export', 'import', 'verify']

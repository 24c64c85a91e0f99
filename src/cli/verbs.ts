import { annotateVerbs } from './commands/annotate'
import { auditVerb } from './commands/audit'
import { compareVerb } from './commands/compare'
import { ensembleVerb } from './commands/ensemble'
import { evaluateVerb } from './commands/evaluate'
import { exportVerb } from './commands/export'
import { importVerb } from './commands/import'
import { predictVerb } from './commands/predict'
import { profileVerb } from './commands/profile'
import { queueVerb } from './commands/queue'
import { repeatVerb } from './commands/repeat'
import { resumeVerb } from './commands/resume'
import { runsVerb } from './commands/runs'
import { showVerb } from './commands/show'
import { studyVerb } from './commands/study'
import { trainVerb } from './commands/train'
import { verifyVerb } from './commands/verify'
import { storageVerb } from './commands/storage'
import type { Verb } from './verb'

export const verbs: readonly Verb[] = [profileVerb, auditVerb, trainVerb, resumeVerb, runsVerb, showVerb, evaluateVerb, compareVerb, ensembleVerb, studyVerb, repeatVerb, predictVerb, exportVerb, importVerb, verifyVerb, ...annotateVerbs, queueVerb, storageVerb]

/** Named by the outside contract, and not there yet. */
export const comingVerbs: readonly string[] = []

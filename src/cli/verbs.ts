import type { Verb } from './verb'

const annotating = async (name: string): Promise<Verb> => {
  const { annotateVerbs } = await import('./commands/annotate')
  const found = annotateVerbs.find((verb) => verb.name === name)
  if (found === undefined) throw new Error(`There is no verb ${name}.`)
  return found
}

/** In the order of the overview. Each is loaded with what it needs when it is asked for: a list of runs is done before all of them are loaded. */
const loads: ReadonlyMap<string, () => Promise<Verb>> = new Map([
  ['profile', async () => (await import('./commands/profile')).profileVerb],
  ['audit', async () => (await import('./commands/audit')).auditVerb],
  ['train', async () => (await import('./commands/train')).trainVerb],
  ['resume', async () => (await import('./commands/resume')).resumeVerb],
  ['runs', async () => (await import('./commands/runs')).runsVerb],
  ['show', async () => (await import('./commands/show')).showVerb],
  ['evaluate', async () => (await import('./commands/evaluate')).evaluateVerb],
  ['compare', async () => (await import('./commands/compare')).compareVerb],
  ['ensemble', async () => (await import('./commands/ensemble')).ensembleVerb],
  ['study', async () => (await import('./commands/study')).studyVerb],
  ['repeat', async () => (await import('./commands/repeat')).repeatVerb],
  ['predict', async () => (await import('./commands/predict')).predictVerb],
  ['export', async () => (await import('./commands/export')).exportVerb],
  ['import', async () => (await import('./commands/import')).importVerb],
  ['verify', async () => (await import('./commands/verify')).verifyVerb],
  ...['tag', 'note', 'rename', 'archive', 'delete', 'restore'].map((name): [string, () => Promise<Verb>] => [name, () => annotating(name)]),
  ['queue', async () => (await import('./commands/queue')).queueVerb],
  ['storage', async () => (await import('./commands/storage')).storageVerb],
])

export const verbNames: readonly string[] = [...loads.keys()]

/** undefined: there is no such verb. */
export const loadVerb = async (name: string): Promise<Verb | undefined> => loads.get(name)?.()

export const allVerbs = (): Promise<readonly Verb[]> => Promise.all([...loads.values()].map((load) => load()))

/** Named by the outside contract, and not there yet. */
export const comingVerbs: readonly string[] = []

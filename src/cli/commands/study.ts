import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Core } from '@core/core'
import { CrossfadeError } from '@shared/errors'
import { readVersioned } from '@shared/files/versioned'
import { readStudy } from '@shared/study/study-problems'
import { studyRecord } from '@shared/study/study'
import type { StudyDesign, StudyRecord } from '@shared/study/study'
import { exitCodes } from '../exit-code'
import { followStudy } from '../study/follow-study'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { FlagSpec } from '../flags'
import type { Verb } from '../verb'

export const jobsFlag: FlagSpec = { name: 'jobs', kind: 'integer', min: 1, max: 256, help: 'trials at once, each in a process of its own (default: one a core)' }

export const studyVerb: Verb = {
  name: 'study',
  args: 'FILE.json',
  summary: 'Run a study: many trials of one experiment, ranked on validation rows. FILE is a study.json, or names a study of the workspace.',
  least: 1,
  most: 1,
  flags: [
    jobsFlag,
    { name: 'resume', kind: 'switch', help: 'go on with the newest study of this file: nothing finished is trained again' },
    { name: 'data', kind: 'text', value: 'FILE', help: 'another table than the one the study names' },
    { name: 'evaluate', kind: 'switch', help: 'score the test rows of the chosen trial at the end, once' },
    { name: 'check', kind: 'switch', help: 'say what is wrong with the study, and train nothing' },
    workspaceFlag,
    jsonFlag,
    helpFlag,
  ],
  examples: ['study song-genres.json --jobs 8', 'study song-genres.json --resume'],
  run: async (session) => {
    const { flags, positionals, terminal } = session
    const named = positionals[0] ?? ''
    const services = await session.core()
    const jobs = flags.number('jobs')
    const withJobs = jobs === undefined ? {} : { jobs }
    const source = await studySource(named)
    if (source.kind === 'study' || flags.has('resume')) {
      const record = await studyToResume(source, services)
      if (record !== null) {
        const resumed = await services.studies.resume(record.id, withJobs)
        terminal.say(`${resumed.id}: goes on.`)
        return followStudy(session, services, resumed.id)
      }
      terminal.say('There is no study of this file to go on with, so it begins.')
    }
    if (source.kind === 'study') throw new CrossfadeError('run-not-found', `There is no file and no study "${named}".`)
    const { path } = source
    const design = withTable(source.design, flags.text('data'))
    const dataset = await services.datasets.open(design.experiment.dataset.path, design.experiment.dataset.reading)
    refuseOtherTable(design, dataset.sha256, dataset.name, path)
    const problems = await services.studies.check(design, dataset.id)
    if (problems.length > 0) throw refusal(path, problems)
    if (flags.has('check')) {
      if (session.json) terminal.print(JSON.stringify({ problems: [] }))
      else terminal.print(`${path} is a study that can be run.`)
      return exitCodes.done
    }
    const record = await services.studies.start(design, dataset.id, withJobs)
    terminal.say(`${record.id}: ${dataset.name}, ${record.jobs} at once.`)
    return followStudy(session, services, record.id)
  },
}

type Source = { readonly kind: 'file'; readonly path: string; readonly design: StudyDesign } | { readonly kind: 'study'; readonly named: string }

/** A file with a study, or the record of one that was begun; else the name of one in the workspace. Throws `config-invalid` with the path of the field. */
async function studySource(named: string): Promise<Source> {
  const facts = await stat(named).catch(() => null)
  if (facts === null) {
    if (named.endsWith('.json')) throw new CrossfadeError('file-not-found', `${named}: there is no such file. Name a study.json, or a study of the workspace.`)
    return { kind: 'study', named }
  }
  if (facts.isDirectory()) throw new CrossfadeError('file-is-directory', `${named} is a folder. Name a study file.`)
  const text = await readFile(named, 'utf8')
  const begun = readVersioned(text, { schema: studyRecord, current: 1, upgrades: {} })
  if (begun.kind === 'ok') return { kind: 'study', named: begun.value.id }
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (thrown) {
    throw new CrossfadeError('config-invalid', `${named} is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}. docs/studies.md shows one.`)
  }
  const read = readStudy(document)
  if (read.kind === 'bad') throw refusal(named, read.problems)
  const { design } = read
  const { dataset, recipe } = design.experiment
  const { testFile } = recipe.split
  const from = (path: string) => resolve(dirname(named), path)
  const experiment = {
    ...design.experiment,
    dataset: { ...dataset, path: from(dataset.path) },
    recipe: testFile === undefined ? recipe : { ...recipe, split: { ...recipe.split, testFile: from(testFile) } },
  }
  return { kind: 'file', path: named, design: { ...design, experiment } }
}

function refusal(path: string, problems: readonly { readonly path: string; readonly message: string }[]): CrossfadeError {
  const [first] = problems
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  return new CrossfadeError('config-invalid', `${path}: ${first?.path ?? ''}: ${first?.message ?? ''}${more} docs/studies.md describes each field.`, { problems })
}

function withTable(design: StudyDesign, data: string | undefined): StudyDesign {
  if (data === undefined) return design
  const { reading } = design.experiment.dataset
  return { ...design, experiment: { ...design.experiment, dataset: { path: resolve(data), reading } } }
}

function refuseOtherTable(design: StudyDesign, sha256: string, name: string, path: string): void {
  const expected = design.experiment.dataset.sha256
  if (expected === undefined || expected === sha256) return
  throw new CrossfadeError('file-changed', `${name} is not the table that ${path} was written for: its sha256 begins ${sha256.slice(0, 12)}, not ${expected.slice(0, 12)}. Name it with --data to use it all the same.`)
}

/** The study that is named, or the newest one with this design; completed ones are found too, so that a raised budget can be used. */
async function studyToResume(source: Source, { studies, datasets }: Core): Promise<StudyRecord | null> {
  if (source.kind === 'study') return (await studies.get(source.named)).record
  const known = await studies.list()
  const { experiment, plan, objective } = source.design
  const dataset = await datasets.open(experiment.dataset.path, experiment.dataset.reading).catch(() => null)
  const key = (design: StudyDesign) => JSON.stringify([design.plan, design.objective, design.experiment.recipe, design.experiment.model, design.experiment.training])
  const wanted = key({ ...source.design, plan, objective })
  for (const one of known) {
    if (!('record' in one) || key(one.record.design) !== wanted) continue
    if (dataset === null || one.record.dataset.sha256 === dataset.sha256) return one.record
  }
  return null
}

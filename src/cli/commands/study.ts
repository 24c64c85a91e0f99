import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Core } from '@core/core'
import { CrossfadeError } from '@shared/errors'
import { readVersioned } from '@shared/files/versioned'
import { readStudy } from '@shared/study/study-problems'
import { studyRecord } from '@shared/study/study'
import type { StudyDesign, StudyRecord } from '@shared/study/study'
import { exitCodes } from '../exit-code'
import { budgetWords, changeFlags, changesAsked, changeStudy } from '../study/change-study'
import { refuseContradictions, refuseIdleFlags } from '../study/contradictions'
import { followStudy, recordsOf } from '../study/follow-study'
import { listStudies } from '../study/list-studies'
import { repeatsWords } from '../study/repeats-words'
import { studyJson } from '../study/study-words'
import { refuseElsewhere } from '../refuse-elsewhere'
import { UsageError } from '../usage-error'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { FlagSpec } from '../flags'
import type { Session } from '../session'
import type { Verb } from '../verb'

export const jobsFlag: FlagSpec = { name: 'jobs', kind: 'integer', min: 1, max: 256, help: 'trials at once, each in a process of its own (default: one a core)' }

export const studyVerb: Verb = {
  name: 'study',
  args: 'FILE.json | STUDY | --list',
  summary: 'Run a study: many trials of one experiment, ranked on validation rows. STUDY, a study of the workspace, goes on, or is changed.',
  least: 0,
  most: 1,
  flags: [
    jobsFlag,
    { name: 'resume', kind: 'switch', help: 'go on with the newest study of this file, with its budget: nothing finished is trained again' },
    { name: 'data', kind: 'text', value: 'FILE', help: 'another table than the one the file names' },
    { name: 'evaluate', kind: 'switch', help: 'score the test rows of the chosen trial at the end, once' },
    { name: 'check', kind: 'switch', help: 'say what is wrong with the study, and train nothing' },
    { name: 'list', kind: 'switch', help: 'the studies of the workspace, newest first' },
    ...changeFlags,
    workspaceFlag,
    jsonFlag,
    helpFlag,
  ],
  examples: ['study song-genres.json --jobs 8', 'study song-genres.json --resume', 'study --list', 'study s-20261123-071507 --trials 60 --resume'],
  run: async (session) => {
    const { flags, positionals, terminal } = session
    const named = positionals[0] ?? ''
    refuseContradictions(flags, named)
    if (flags.has('list')) return listStudies(session, await session.core())
    if (named === '') throw new UsageError('Name a study file or a study of the workspace, or write --list. See: crossfade study --help')
    const services = await session.core()
    const jobs = flags.number('jobs')
    const withJobs = jobs === undefined ? {} : { jobs }
    const source = await studySource(named, flags.text('data'))
    const [change] = changesAsked(flags)
    if (source.kind === 'study') {
      refuseIdleFlags(flags)
      if (flags.has('data')) throw new UsageError(`${named} has its table already. --data goes with a study file.`)
      if (flags.has('check')) return checkStudy(session, services, named)
      if (change !== undefined) {
        const { id } = (await services.studies.get(named)).record
        if (flags.has('delete')) {
          await services.studies.remove(id)
          terminal.print(session.json ? JSON.stringify({ study: { id, status: 'deleted' } }) : `${id} is in the bin. Bring it back with: crossfade restore ${id}`)
          return exitCodes.done
        }
        await changeStudy(session, services, id)
        if (!flags.has('resume')) return tellStudy(session, services, id)
      }
    } else if (change !== undefined) throw new UsageError(`--${change} changes a study of the workspace: name it by its id. Of a study to come it stands in ${named}.`)
    if (source.kind === 'study' || (flags.has('resume') && !flags.has('check'))) {
      const record = await studyToResume(source, services)
      if (record !== null) {
        if (source.kind === 'file' && budgetWords(source.design.budget) !== budgetWords(record.design.budget)) {
          await services.studies.change(record.id, { budget: source.design.budget })
          terminal.say(`${record.id}: its budget is that of ${named} now: ${budgetWords(source.design.budget)}. It was ${budgetWords(record.design.budget)}.`)
        }
        const resumed = await services.studies.resume(record.id, withJobs)
        terminal.say(`${resumed.id}: goes on.`)
        return followStudy(session, services, resumed.id)
      }
      terminal.say('There is no study of this file to go on with, so it begins.')
    }
    if (source.kind === 'study') throw new CrossfadeError('run-not-found', `There is no file and no study "${named}".`)
    const { path, design } = source
    const dataset = await services.datasets.open(design.experiment.dataset.path, design.experiment.dataset.reading)
    refuseOtherTable(design, dataset.sha256, dataset.name, path)
    const problems = await services.studies.check(design, dataset.id)
    if (problems.length > 0) throw refusal(path, problems)
    const repeats = repeatsWords(design)
    if (repeats !== null) terminal.say(repeats)
    if (flags.has('check')) return sayFine(session, path)
    const record = await services.studies.start(design, dataset.id, withJobs)
    terminal.say(`${record.id}: ${dataset.name}, ${record.jobs} at once.`)
    return followStudy(session, services, record.id)
  },
}

/** What is wrong with a study of the workspace; nothing is trained. */
async function checkStudy(session: Session, { studies }: Core, named: string): Promise<number> {
  const { record } = await studies.get(named)
  const problems = await studies.check(record.design, record.dataset.id)
  if (problems.length > 0) throw refusal(record.id, problems)
  return sayFine(session, record.id)
}

function sayFine({ json, terminal }: Session, what: string): number {
  if (json) terminal.print(JSON.stringify({ problems: [] }))
  else terminal.print(`${what} is a study that can be run.`)
  return exitCodes.done
}

/** A study as it is after a change. */
async function tellStudy({ json, terminal }: Session, core: Core, id: string): Promise<number> {
  const detail = await core.studies.get(id)
  if (json) terminal.print(JSON.stringify(studyJson(detail, await recordsOf(core, detail))))
  else terminal.print(standing(detail.record))
  return exitCodes.done
}

function standing({ id, status }: StudyRecord): string {
  if (status === 'running') return `${id} is running, in the program that works on it.`
  return `${id} is ${status}${status === 'interrupted' ? ': the program that worked on it ended' : ''}. Go on with: crossfade study ${id}`
}

type Source = { readonly kind: 'file'; readonly path: string; readonly design: StudyDesign } | { readonly kind: 'study'; readonly named: string }

/** A file with a study, on the table `data` where one is named, or the record of one that was begun; else the name of one in the workspace. Throws `config-invalid` with the path of the field. */
async function studySource(named: string, data: string | undefined): Promise<Source> {
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
  const design = withTable(read.design, data)
  const { dataset, recipe } = design.experiment
  const { testFile } = recipe.split
  if (data === undefined) refuseElsewhere(resolve(named), dataset.path, 'crossfade study FILE --data TABLE opens it')
  if (testFile !== undefined) refuseElsewhere(resolve(named), testFile, 'put a copy beside it and name that')
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

/** The study that is named, or the newest one with this design, whatever its budget; completed ones are found too, so that a raised budget can be used. */
async function studyToResume(source: Source, { studies, datasets }: Core): Promise<StudyRecord | null> {
  if (source.kind === 'study') return (await studies.get(source.named)).record
  const known = await studies.list()
  const { experiment, plan, objective } = source.design
  const dataset = await datasets.open(experiment.dataset.path, experiment.dataset.reading).catch(() => null)
  const key = (design: StudyDesign) => JSON.stringify([design.plan, design.objective, design.experiment.recipe, design.experiment.model, design.experiment.training, design.trees])
  const wanted = key({ ...source.design, plan, objective })
  for (const one of known) {
    if (!('record' in one) || key(one.record.design) !== wanted) continue
    if (dataset === null || one.record.dataset.sha256 === dataset.sha256) return one.record
  }
  return null
}

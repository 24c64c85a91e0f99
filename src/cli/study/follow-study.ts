import type { Core } from '@core/core'
import type { StudyDetail, StudyEvent, StudyProgress } from '@core/studies/study-events'
import { assertNever } from '@shared/assert-never'
import type { RunRecord } from '@shared/run/run-record'
import type { StudyDesign, StudyRecord } from '@shared/study/study'
import { stepWord } from '@shared/study/tree-trials'
import type { Trial } from '@shared/study/trial'
import { exitCodes } from '../exit-code'
import type { Session } from '../session'
import { count, duration, metric } from '../wording'
import { studyJson, studyWords } from './study-words'

/** Shows a started or resumed study to its end, prints its result, and answers the exit code. Ctrl-C saves it and ends. */
export async function followStudy(session: Session, core: Core, id: string): Promise<number> {
  const { terminal, json, interrupted, flags } = session
  const begun = await core.studies.get(id)
  const told = new Set<string>()
  const show = (event: StudyEvent) => {
    if (event.kind !== 'trial' || event.id !== id) return
    const { trial, progress } = event
    const key = `${trial.trial} ${trial.status} ${trial.epochs}`
    if (trial.status !== 'running' && !told.has(key)) {
      told.add(key)
      terminal.say(trialLine(trial, progress, begun.record))
    }
    terminal.progress(progressLine(progress, begun.record))
  }
  const unsubscribe = core.studies.subscribe(show)
  let saving = false
  const save = () => {
    saving = true
    terminal.progress(null)
    terminal.say('Saving the study. Ctrl-C again ends without waiting.')
    core.studies.pause(id).catch((thrown: unknown) => terminal.say(thrown instanceof Error ? thrown.message : String(thrown)))
  }
  if (interrupted.aborted) save()
  else interrupted.addEventListener('abort', save, { once: true })
  const record = await core.studies.whenEnded(id)
  interrupted.removeEventListener('abort', save)
  unsubscribe()
  terminal.progress(null)
  if (record.status === 'completed' && flags.has('evaluate')) await core.studies.evaluate(id)
  const kept = await core.studies.get(id)
  // On a full disk its end may not be written down: this program knows it all the same.
  const detail = record.status === 'failed' ? { ...kept, record } : kept
  const records = await recordsOf(core, detail)
  const report = record.design.plan.kind === 'search' && record.status === 'completed' ? await core.studies.report(id) : null
  if (json) terminal.print(JSON.stringify({ ...studyJson(detail, records), report }))
  else terminal.print(studyWords(detail, records, report))
  return endOf(detail, saving, session)
}

/** The records of the runs of a study, where their metrics are told; of a search the trials say enough. */
export async function recordsOf({ runs }: Core, { record, trials }: StudyDetail): Promise<readonly RunRecord[]> {
  if (record.design.plan.kind === 'search') return []
  const found = await Promise.all(trials.map(async ({ run }) => runs.get(run).catch(() => null)))
  return found.flatMap((one) => one?.record ?? [])
}

function trialLine(trial: Trial, { ended, total, best }: StudyProgress, { design }: StudyRecord): string {
  const { metric: name } = design.objective
  const values = Object.entries(trial.values)
    .map(([path, value]) => `${path.split('.').pop() ?? path} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ')
  const what = trial.status === 'completed' ? '' : ` ${trial.status},`
  const result = trial.objective === null ? (trial.reason ?? 'no value') : `${name} ${metric(name, trial.objective)} at ${stepWord(design)} ${trial.epoch ?? '–'} of ${trial.epochs}`
  const leader = best === null ? '' : `; ${leaderWord(design)} ${metric(name, best.objective)}`
  return `${ended}${total === null ? '' : `/${total}`} Trial ${trial.trial}:${what} ${result}${leader}${values === '' ? ` (seed ${trial.seed})` : ` (${values})`}`
}

/** Over seeds, folds or shares the figure is a mean, which a single trial may well exceed. */
function leaderWord({ plan }: StudyDesign): string {
  switch (plan.kind) {
    case 'repeat':
    case 'k-fold':
      return 'mean'
    case 'search':
    case 'learning-curve':
      return plan.seeds > 1 ? 'best mean' : 'best'
    default:
      return assertNever(plan)
  }
}

function progressLine({ ended, running, total, etaMs, workedMs, epochs }: StudyProgress, record: StudyRecord): string {
  const left = etaMs === null ? '' : ` · ${duration(etaMs)} left`
  return `${ended}${total === null ? '' : `/${total}`} trials, ${running} at work of ${record.jobs} · ${count(epochs)} ${stepWord(record.design)}s in ${duration(workedMs)}${left}`
}

function endOf({ record, trials }: StudyDetail, saving: boolean, { terminal }: Session): number {
  if (record.status === 'completed') {
    if (trials.length > 0 && trials.every((trial) => trial.status === 'failed')) {
      terminal.say(`Every trial failed. The first: ${trials[0]?.reason ?? 'no reason is known'}`)
      return exitCodes.failed
    }
    return exitCodes.done
  }
  if (record.status === 'failed') {
    terminal.say(record.reason ?? 'The study failed.')
    return exitCodes.failed
  }
  terminal.say(`${record.id} is ${record.status}. Go on with: crossfade study ${record.id}`)
  return saving ? exitCodes.interrupted : exitCodes.done
}

import type { Core } from '@core/core'
import type { RunRecord } from '@shared/run/run-record'
import { epochsWanted } from '@shared/run/segments'
import { join } from 'node:path'
import { exitCodeFor, exitCodes } from '../exit-code'
import type { Session } from '../session'
import { decidedOnTraining, metric } from '../wording'
import { runJson } from '../json/run-json'
import { TrainProgress } from './train-progress'

/** Shows a started or resumed run to its end, prints its result, and answers the exit code. Ctrl-C saves it and ends. */
export async function followRun(session: Session, core: Core, begun: RunRecord): Promise<number> {
  const { terminal, json, interrupted } = session
  const progress = new TrainProgress(terminal, begun.id, epochsWanted(begun))
  const unsubscribe = core.runs.subscribe(progress.hear)
  let saving = false
  const save = () => {
    saving = true
    progress.end()
    terminal.say('Saving the run. Ctrl-C again ends without waiting.')
    core.runs.stop(begun.id, 'pause').catch((thrown: unknown) => terminal.say(thrown instanceof Error ? thrown.message : String(thrown)))
  }
  if (interrupted.aborted) save()
  else interrupted.addEventListener('abort', save, { once: true })
  const waiting = setTimeout(() => void tellWaiting(core, begun.id, session).catch(() => undefined), sayWaitingAfterMs)
  const record = await core.runs.whenEnded(begun.id)
  clearTimeout(waiting)
  interrupted.removeEventListener('abort', save)
  unsubscribe()
  progress.end()

  // What the split could not do as asked, such as a class with too few rows for three parts.
  for (const remark of record.split?.remarks ?? []) terminal.say(remark)
  if (record.monitor?.on === 'training') terminal.say(decidedOnTraining)
  const dir = join(core.workspace.dir, 'runs', record.id)
  if (json) terminal.print(JSON.stringify(runJson(record, dir)))
  else if (record.status === 'completed' && record.errorCode === undefined) terminal.print(summary(record, dir))
  const { hasCheckpoint } = record.status === 'interrupted' ? await core.runs.get(record.id) : { hasCheckpoint: true }
  return endOf(record, saving, session, hasCheckpoint)
}

/** A run whose turn comes within this time says nothing of the queue. */
const sayWaitingAfterMs = 1_500

async function tellWaiting({ queue, workspace }: Core, id: string, { terminal }: Session): Promise<void> {
  const [{ paused, runs }, working] = [await queue.get(), await queue.working()]
  const place = runs.indexOf(id)
  if (place < 0) return
  if (paused) terminal.say('It waits: the queue is paused. Go on with: crossfade queue resume')
  else terminal.say(`It waits for its turn: ${working.length} at work, at most ${workspace.parallelRuns} at once, ${place} waiting before it. "crossfade queue" shows more.`)
}

function endOf(record: RunRecord, saving: boolean, { terminal }: Session, resumable: boolean): number {
  // It is what it was before somebody wanted it to go on.
  if (record.errorCode !== undefined && record.status !== 'failed') {
    terminal.say(record.reason ?? 'It could not go on.')
    return exitCodeFor(record.errorCode)
  }
  switch (record.status) {
    case 'completed':
      return exitCodes.done
    case 'failed':
      terminal.say(record.reason ?? 'The run failed.')
      return exitCodeFor(record.errorCode ?? 'internal')
    case 'interrupted':
      terminal.say(`${record.reason ?? 'The run was interrupted.'} ${resumable ? `It is saved up to epoch ${record.epochs}` : 'It had no checkpoint yet, so it begins again'}: crossfade resume ${record.id}`)
      return exitCodes.failed
    default:
      terminal.say(`${record.id} is ${record.status} after ${record.epochs} epochs. Go on with: crossfade resume ${record.id}`)
      return saving ? exitCodes.interrupted : exitCodes.done
  }
}

function summary(record: RunRecord, dir: string): string {
  const lines = [`${record.id} completed: ${record.epochs} epochs, best epoch ${record.best?.epoch ?? '–'}.`]
  if (record.reason !== null) lines.push(record.reason)
  const name = record.experiment.recipe.task === 'classification' ? 'accuracy' : 'loss'
  const parts = [
    ['training', record.best?.training],
    ['validation', record.best?.validation],
    ['test', record.test],
  ] as const
  for (const [part, values] of parts) {
    if (values === null || values === undefined) continue
    const headline = values[name]
    lines.push(`  ${part.padEnd(10)}  ${name === 'loss' ? '' : `${name} ${metric(name, typeof headline === 'number' ? headline : null)}, `}loss ${metric('loss', values.loss)}`)
  }
  lines.push(`Saved in ${dir}`)
  return lines.join('\n')
}

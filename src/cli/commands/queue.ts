import type { Core } from '@core/core'
import { CrossfadeError } from '@shared/errors'
import { exitCodes } from '../exit-code'
import type { Session } from '../session'
import { textTable } from '../text-table'
import { UsageError } from '../usage-error'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'

export const queueVerb: Verb = {
  name: 'queue',
  args: 'list | pause | resume | cancel RUN | move RUN N | at-once N',
  summary: 'See and change what waits: in which order, and whether anything is started at all.',
  least: 0,
  most: 3,
  flags: [workspaceFlag, jsonFlag, helpFlag],
  run: async (session) => {
    const core = await session.core()
    const { paused, runs } = await change(core, session)
    const working = await core.queue.working()
    const atOnce = core.workspace.parallelRuns
    const entries = await Promise.all(runs.map(async (id) => ({ id, name: await nameOf(core, id) })))
    if (session.json) session.terminal.print(JSON.stringify({ queue: { paused, runs: entries, working, atOnce } }))
    else {
      if (entries.length > 0 && working.length > 0) session.terminal.say(`At work: ${working.join(', ')}. At most ${atOnce} at once.`)
      if (paused) session.terminal.say('The queue is paused. Go on with: crossfade queue resume')
      session.terminal.print(
        entries.length === 0
          ? `Nothing waits. ${working.length === 0 ? 'Nothing is at work.' : `At work: ${working.join(', ')}.`} At most ${atOnce} at once.`
          : textTable(
              [
                { title: 'place', align: 'right' },
                { title: 'run', align: 'left' },
                { title: 'name', align: 'left' },
              ],
              entries.map(({ id, name }, index) => [String(index + 1), id, name]),
            ),
      )
    }
    return exitCodes.done
  },
}

async function change({ queue, runs, workspace }: Core, { positionals }: Session) {
  const [what = 'list', run, place] = positionals
  if ((what === 'cancel' || what === 'move') && run === undefined) throw new UsageError(`Write: crossfade queue ${what} RUN${what === 'move' ? ' N' : ''}.`)
  switch (what) {
    case 'list':
      return queue.get()
    case 'pause':
      return queue.pause()
    case 'resume':
      return queue.resume()
    case 'cancel':
      return queue.cancel(run ?? '')
    case 'move': {
      const number = Number(place)
      if (!Number.isInteger(number) || number < 1) throw new UsageError('Write: crossfade queue move RUN N, with N the new place, 1 for the first.')
      const { id } = (await runs.get(run ?? '')).record
      if (!(await queue.get()).runs.includes(id)) throw new CrossfadeError('illegal-move', `${id} does not wait in the queue, so it has no place there. "crossfade queue list" shows what waits.`)
      return queue.move(id, number - 1)
    }
    case 'at-once': {
      const number = Number(run)
      if (!Number.isInteger(number) || number < 1 || number > 64) throw new UsageError('Write: crossfade queue at-once N, with N from 1 to 64.')
      await workspace.setParallelRuns(number)
      return queue.get()
    }
    default:
      throw new UsageError(`There is no "queue ${what}". Write list, pause, resume, cancel RUN, move RUN N or at-once N.`)
  }
}

/** A run in the queue may have been deleted by hand: the queue is listed all the same. */
const nameOf = async (core: Core, id: string): Promise<string> =>
  core.runs.get(id).then(
    (detail) => detail.notes.name,
    () => '(cannot be read)',
  )

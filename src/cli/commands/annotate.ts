import type { Core } from '@core/core'
import { CrossfadeError } from '@shared/errors'
import type { RunDetail } from '@shared/run/run-detail'
import { exitCodes } from '../exit-code'
import type { FlagSpec } from '../flags'
import { recordJson } from '../json/run-json'
import type { Session } from '../session'
import { UsageError } from '../usage-error'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'

const common: readonly FlagSpec[] = [workspaceFlag, jsonFlag, helpFlag]

/** A verb that changes one run and shows it afterwards. */
function changing(
  head: Pick<Verb, 'name' | 'args' | 'summary' | 'least' | 'most'> & { readonly flags?: readonly FlagSpec[] },
  change: (runs: Core['runs'], session: Session) => Promise<{ readonly after: RunDetail; readonly line: string }>,
): Verb {
  return {
    ...head,
    flags: [...(head.flags ?? []), ...common],
    run: async (session) => {
      const { after, line } = await change((await session.core()).runs, session)
      session.terminal.print(session.json ? JSON.stringify(recordJson(after)) : line)
      return exitCodes.done
    },
  }
}

const named = ({ positionals }: Session): string => positionals[0] ?? ''
const words = ({ positionals }: Session): string => positionals.slice(1).join(' ')

const tag = changing(
  {
    name: 'tag',
    args: 'RUN TAG,TAG',
    summary: 'Add tags to a run, or take some away with --remove.',
    least: 1,
    most: 2,
    flags: [{ name: 'remove', kind: 'list', help: 'tags to take away' }],
  },
  async (runs, session) => {
    const added = (session.positionals[1] ?? '').split(',').map((one) => one.trim()).filter((one) => one !== '')
    const removed = session.flags.list('remove') ?? []
    if (added.length + removed.length === 0) throw new UsageError('Say which tags: crossfade tag RUN TAG,TAG, or --remove TAG,TAG.')
    const { record, notes } = await runs.get(named(session))
    const tags = [...new Set([...notes.tags, ...added])].filter((one) => !removed.includes(one))
    const after = await runs.annotate(record.id, { tags })
    return { after, line: `${record.id}: ${tags.length === 0 ? 'no tags' : `tagged ${tags.join(', ')}`}.` }
  },
)

const note = changing(
  { name: 'note', args: 'RUN TEXT', summary: 'Write notes to a run. They take the place of what was there.', least: 2, most: 1_000 },
  async (runs, session) => {
    const after = await runs.annotate(named(session), { notes: words(session) })
    return { after, line: `${after.record.id}: noted.` }
  },
)

const rename = changing({ name: 'rename', args: 'RUN NAME', summary: 'Give a run a name.', least: 2, most: 1_000 }, async (runs, session) => {
  const after = await runs.annotate(named(session), { name: words(session) })
  return { after, line: `${after.record.id} is named ${after.notes.name}.` }
})

const archive = changing(
  {
    name: 'archive',
    args: 'RUN',
    summary: 'Put a run aside: lists leave it out unless they are asked for it.',
    least: 1,
    most: 1,
    flags: [{ name: 'undo', kind: 'switch', help: 'take it back' }],
  },
  async (runs, session) => {
    const archived = !session.flags.has('undo')
    const after = await runs.annotate(named(session), { archived })
    return { after, line: `${after.record.id} is ${archived ? 'archived' : 'no longer archived'}.` }
  },
)

/** null: the run is there and cannot be read. */
function readable(runs: Core['runs'], named: string): Promise<RunDetail | null> {
  return runs.get(named).catch((thrown: unknown) => {
    if (thrown instanceof CrossfadeError && thrown.code === 'run-unreadable') return null
    throw thrown
  })
}

const remove: Verb = {
  name: 'delete',
  args: 'RUN',
  summary: "Move a run to the workspace's bin.",
  least: 1,
  most: 1,
  flags: common,
  run: async (session) => {
    const { runs } = await session.core()
    // One that cannot be read can be deleted all the same, by its id.
    const after = await readable(runs, named(session))
    const id = after?.record.id ?? named(session)
    await runs.remove(id)
    if (session.json) session.terminal.print(JSON.stringify(after === null ? { id } : recordJson(after)))
    else session.terminal.print(`${id} is in the bin. Bring it back with: crossfade restore ${id}`)
    return exitCodes.done
  },
}

/** Of studies the id, or the beginning of it, tells that one is meant; a run may be named s-curve. Their runs stay where they are. */
export const isStudy = (name: string): boolean => /^s-\d{1,8}(?:-[0-9a-z-]*)?$/.test(name)

const restore: Verb = {
  name: 'restore',
  args: 'RUN',
  summary: "Bring a deleted run back from the workspace's bin, or a deleted study by its id.",
  least: 1,
  most: 1,
  flags: common,
  run: async (session) => {
    const { runs, studies } = await session.core()
    const name = named(session)
    if (isStudy(name)) {
      const record = await studies.restore(name)
      session.terminal.print(session.json ? JSON.stringify(record) : `${record.id} is back.`)
      return exitCodes.done
    }
    const id = await runs.restore(name)
    const after = await readable(runs, id)
    if (session.json) session.terminal.print(JSON.stringify(after === null ? { id } : recordJson(after)))
    else session.terminal.print(after === null ? `${id} is back, and cannot be read, as before. "crossfade runs" says why.` : `${id} is back.`)
    return exitCodes.done
  },
}

export const annotateVerbs: readonly Verb[] = [tag, note, rename, archive, remove, restore]

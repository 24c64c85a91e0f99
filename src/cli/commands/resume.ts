import { epochsWanted } from '@shared/run/segments'
import { followRun } from '../train/follow-run'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'

export const resumeVerb: Verb = {
  name: 'resume',
  args: 'RUN',
  summary: 'Go on with a run exactly where it stood; with --epochs, train on a run that reached its end.',
  least: 1,
  most: 1,
  flags: [{ name: 'epochs', kind: 'integer', min: 1, max: 1_000_000, help: 'train on for so many more epochs' }, workspaceFlag, jsonFlag, helpFlag],
  run: async (session) => {
    const services = await session.core()
    const epochs = session.flags.number('epochs')
    const record = await services.runs.resume(session.positionals[0] ?? '', epochs === undefined ? {} : { epochs })
    const last = record.segments[record.segments.length - 1]
    if (last?.kind === 'start') session.terminal.say(`${record.id}: it had no checkpoint, so it begins again, up to epoch ${epochsWanted(record)}.`)
    else session.terminal.say(`${record.id}: goes on after epoch ${record.epochs}, up to epoch ${epochsWanted(record)}.`)
    return followRun(session, services, record)
  },
}

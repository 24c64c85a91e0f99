import { followStudy } from '../study/follow-study'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'
import { jobsFlag } from './study'

export const repeatVerb: Verb = {
  name: 'repeat',
  args: 'RUN',
  summary: 'Train a run again with other seeds: mean, standard deviation and interval of its metrics. RUN is an id, a unique prefix of one, or a unique name.',
  least: 1,
  most: 1,
  flags: [
    { name: 'seeds', kind: 'integer', min: 2, max: 1000, help: 'how many runs (default: 5)' },
    { name: 'resplit', kind: 'switch', help: 'split the rows anew for each, too' },
    jobsFlag,
    workspaceFlag,
    jsonFlag,
    helpFlag,
  ],
  examples: ['repeat wide --seeds 5'],
  run: async (session) => {
    const { flags, positionals, terminal } = session
    const services = await session.core()
    const jobs = flags.number('jobs')
    const record = await services.studies.repeat(positionals[0] ?? '', { seeds: flags.number('seeds') ?? 5, resplit: flags.has('resplit'), ...(jobs === undefined ? {} : { jobs }) })
    terminal.say(`${record.id}: repeats ${record.of ?? ''}, ${record.jobs} at once.`)
    return followStudy(session, services, record.id)
  },
}

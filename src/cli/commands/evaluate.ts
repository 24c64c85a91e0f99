import { exitCodes } from '../exit-code'
import { textTable } from '../text-table'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'
import { count, metric } from '../wording'
import { epochFlag, epochFrom } from './predict'

const parts = ['test', 'validation'] as const

export const evaluateVerb: Verb = {
  name: 'evaluate',
  args: 'RUN',
  summary: 'Metrics of a run with their intervals. Test rows that were left unscored are scored, and the time is recorded.',
  least: 1,
  most: 1,
  flags: [{ name: 'on', kind: 'choice', choices: parts, help: 'which rows (default: test)' }, epochFlag, workspaceFlag, jsonFlag, helpFlag],
  run: async ({ core, flags, json, positionals, terminal }) => {
    const services = await core()
    const on = flags.choice('on', parts) ?? 'test'
    const result = await services.evaluations.evaluate({ run: positionals[0] ?? '', on, epoch: epochFrom(flags) })
    if (json) {
      terminal.print(JSON.stringify(result))
      return exitCodes.done
    }
    terminal.print(`${result.run}, epoch ${result.epoch}, ${count(result.rows)} ${on} rows, scored ${result.scoredAt}`)
    terminal.print(
      textTable(
        [
          { title: 'metric', align: 'left' },
          { title: 'value', align: 'right' },
          { title: '95 % interval', align: 'left' },
        ],
        Object.entries(result.metrics).map(([name, { value, interval }]) => [
          name,
          metric(name, value),
          interval === null ? '' : `${metric(name, interval[0])} to ${metric(name, interval[1])}`,
        ]),
      ),
    )
    return exitCodes.done
  },
}

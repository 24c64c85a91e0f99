import type { Core } from '@core/core'
import type { Budget } from '@shared/study/study'
import type { FlagSpec, Flags } from '../flags'
import type { Session } from '../session'
import { UsageError } from '../usage-error'

/** What can be done to a study of the workspace without going on with it. */
export const changeFlags: readonly FlagSpec[] = [
  { name: 'stop-trial', kind: 'integer', min: 1, value: 'N', help: 'trial N, which is at work or would go on, ends with what it has' },
  { name: 'add', kind: 'text', value: 'JSON', help: 'a trial to be tried next, such as \'{"training.learningRate":0.01}\', or a list of them' },
  { name: 'trials', kind: 'integer', min: 1, max: 100_000, help: 'another budget: trials in all' },
  { name: 'minutes', kind: 'number', min: 0.001, max: 1_000_000, help: 'another budget: minutes of work in all' },
  { name: 'epochs', kind: 'integer', min: 1, max: 1_000_000_000, help: 'another budget: epochs of all trials together' },
  { name: 'name', kind: 'text', value: 'TEXT', help: 'another name' },
  { name: 'delete', kind: 'switch', help: "to the workspace's bin, from where crossfade restore brings it back; its runs stay" },
]

/** The flags of these that were given. */
export const changesAsked = (flags: Flags): readonly string[] => changeFlags.map((flag) => flag.name).filter((name) => flags.has(name))

/** Does to a study what the flags say, and tells it. A program that works on it is asked to. Throws `run-busy` where that does not answer, `config-invalid`, `illegal-move`, UsageError. */
export async function changeStudy({ flags, terminal }: Session, { studies }: Core, id: string): Promise<void> {
  const trial = flags.number('stop-trial')
  const added = flags.text('add')
  const asked = added === undefined ? [] : trialsOf(added)
  const limits = { trials: flags.number('trials'), minutes: flags.number('minutes'), epochs: flags.number('epochs') }
  const given = Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)) as Budget
  const name = flags.text('name')
  if (Object.keys(given).length > 0 || name !== undefined) {
    const before = (await studies.get(id)).record.design.budget
    const { design } = await studies.change(id, { ...(name === undefined ? {} : { name }), ...(Object.keys(given).length === 0 ? {} : { budget: { ...before, ...given } }) })
    if (name !== undefined) terminal.say(`${id}: its name is ${design.name}.`)
    if (Object.keys(given).length > 0) terminal.say(`${id}: its budget is ${budgetWords(design.budget)}.`)
  }
  if (trial !== undefined) {
    await studies.stopTrial(id, trial)
    terminal.say(`${id}: trial ${trial} is stopped.`)
  }
  if (asked.length > 0) {
    const { asked: waiting } = await studies.addTrials(id, asked)
    terminal.say(`${id}: ${waiting.length} trial${waiting.length === 1 ? ' waits' : 's wait'}, to be tried next.`)
  }
}

/** Such as "20 trials, 30 min". */
export function budgetWords({ trials, minutes, epochs }: Budget): string {
  const parts = [trials === undefined ? [] : [`${trials} trials`], minutes === undefined ? [] : [`${minutes} min`], epochs === undefined ? [] : [`${epochs} epochs`]].flat()
  return parts.length === 0 ? 'not limited' : parts.join(', ')
}

function trialsOf(text: string): readonly Readonly<Record<string, unknown>>[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new UsageError(`--add is not JSON: ${text}. Write it as '{"training.learningRate":0.01}'.`)
  }
  const all: readonly unknown[] = Array.isArray(value) ? value : [value]
  const fits = (one: unknown): one is Readonly<Record<string, unknown>> => typeof one === 'object' && one !== null && !Array.isArray(one)
  if (all.length === 0 || !all.every(fits)) throw new UsageError('--add wants the settings of a trial by path, or a list of such trials.')
  return all
}

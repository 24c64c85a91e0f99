import { mostMembers } from '@shared/compare/ensemble-members'
import { exitCodes } from '../exit-code'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'
import { metric } from '../wording'

export const ensembleVerb: Verb = {
  name: 'ensemble',
  args: 'RUN RUN…',
  summary: 'Keep the mean of the scores of several runs, networks and trees alike, as a run of its own, which predicts, evaluates and compares like any other.',
  least: 2,
  most: mostMembers,
  flags: [{ name: 'name', kind: 'text', value: 'TEXT', help: 'what to call it (default: the names of its members)' }, workspaceFlag, jsonFlag, helpFlag],
  examples: ['ensemble small wide --name both', 'predict both new-songs.csv --out predictions.csv'],
  run: async ({ core, flags, json, positionals, terminal }) => {
    const services = await core()
    const named = await Promise.all(positionals.map((one) => services.runs.get(one)))
    const name = flags.text('name') ?? ensembleName(named.map(({ record, notes }) => (notes.name.trim() === '' ? record.id : notes.name.trim())))
    const record = await services.ensembles.keep(positionals, name)
    const { dir } = await services.runs.get(record.id)
    if (json) {
      terminal.print(JSON.stringify({ run: { id: record.id, dir, status: record.status, kind: record.kind, members: record.members ?? [] }, test: record.test, validation: record.best?.validation ?? null }))
      return exitCodes.done
    }
    const on = record.test !== null ? 'test' : 'validation'
    const values = record.test ?? record.best?.validation ?? {}
    const shown = Object.entries(values).flatMap(([key, value]) => (typeof value === 'number' ? [`${key} ${metric(key, value)}`] : []))
    terminal.print(`${record.id} (${name}): the mean of ${record.members?.length ?? 0} runs${shown.length === 0 ? ', unscored' : `; ${on} rows: ${shown.join(', ')}`}`)
    return exitCodes.done
  },
}

/** "Mean of small and wide", at most 200 characters. */
export function ensembleName(members: readonly string[]): string {
  const listed = members.length > 3 ? `${members.slice(0, 2).join(', ')} and ${members.length - 2} more` : `${members.slice(0, -1).join(', ')} and ${members[members.length - 1] ?? ''}`
  return `Mean of ${listed}`.slice(0, 200)
}

import type { Core } from '@core/core'
import { runParts } from '@shared/workspace/storage'
import type { Pruned, PruneRule, RunPart, StorageUse } from '@shared/workspace/storage'
import { exitCodes } from '../exit-code'
import type { FlagSpec, Flags } from '../flags'
import type { Session } from '../session'
import { textTable } from '../text-table'
import { UsageError } from '../usage-error'
import { helpFlag, jsonFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'
import { bytes, count } from '../wording'

const archivedOr = ['archived', 'all'] as const

const rules: readonly FlagSpec[] = [
  { name: 'kept-epochs', kind: 'choice', choices: archivedOr, help: 'prune: weights of epochs that were kept, but the best and the last' },
  { name: 'scores', kind: 'choice', choices: archivedOr, help: 'prune: scores by row; comparisons of these runs are not possible any more' },
  { name: 'checkpoints', kind: 'choice', choices: archivedOr, help: 'prune: checkpoints of completed runs; they cannot be trained on any more' },
  { name: 'cache', kind: 'text', value: 'SIZE', help: 'prune: prepared tables beyond this size, such as 2GB or 0; they are made again when needed' },
  { name: 'dry-run', kind: 'switch', help: 'prune: say what would go, and change nothing' },
]

export const storageVerb: Verb = {
  name: 'storage',
  args: 'show | prune | empty-bin | keep DATASET',
  summary: 'See what takes room in the workspace, and make room. The record of a run is never pruned.',
  least: 0,
  most: 2,
  flags: [...rules, { name: 'limit', kind: 'integer', min: 0, help: 'show: so many of the largest runs (default: 10)' }, workspaceFlag, jsonFlag, helpFlag],
  examples: ['storage', 'storage prune --kept-epochs all --cache 2GB --dry-run', 'storage prune --scores archived', 'storage keep d-0123456789ab'],
  run: async (session) => {
    const [what = 'show', named] = session.positionals
    const core = await session.core()
    switch (what) {
      case 'show':
        return show(core, session)
      case 'prune':
        return prune(core, session)
      case 'empty-bin':
        return emptyBin(core, session)
      case 'keep':
        if (named === undefined) throw new UsageError('Write: crossfade storage keep DATASET, with the id or the name of a dataset.')
        return keep(core, session, named)
      default:
        throw new UsageError(`There is no "storage ${what}". Write show, prune, empty-bin or keep DATASET.`)
    }
  },
}

const partWords: Readonly<Record<RunPart, string>> = {
  record: 'records (never pruned)',
  weights: 'best and last weights',
  keptEpochs: 'kept epochs',
  checkpoint: 'checkpoints',
  scores: 'scores by row',
  other: 'other files',
}

async function show({ storage }: Core, { flags, json, terminal }: Session): Promise<number> {
  const use = await storage.use(flags.number('limit') ?? 10)
  if (json) terminal.print(JSON.stringify(use))
  else terminal.print(describe(use))
  return exitCodes.done
}

function describe(use: StorageUse): string {
  const rows = [
    ...runParts.map((part) => [`runs: ${partWords[part]}`, bytes(use.runs.bytes[part])]),
    ['prepared tables (cache)', bytes(use.cache.bytes)],
    ['list of runs (cache)', bytes(use.index)],
    [`datasets, ${count(use.datasets.copies)} copied`, bytes(use.datasets.bytes)],
    ['studies', bytes(use.studies)],
    ['models brought in', bytes(use.imports)],
    [`bin, ${count(use.bin.length)} runs and studies`, bytes(use.bin.reduce((sum, one) => sum + one.bytes, 0))],
    ['files on their way', bytes(use.tmp)],
    ['all', bytes(use.total)],
  ]
  const parts = [textTable([{ title: 'what', align: 'left' }, { title: 'size', align: 'right' }], rows)]
  if (use.archived.count > 0) parts.push(`${count(use.archived.count)} archived runs take ${bytes(use.archived.total)} of it, their scores ${bytes(use.archived.bytes.scores)}.`)
  if (use.largest.length > 0) {
    parts.push(
      textTable(
        [
          { title: 'largest runs', align: 'left' },
          { title: 'name', align: 'left' },
          { title: 'size', align: 'right' },
          { title: 'kept epochs', align: 'right' },
          { title: 'scores', align: 'right' },
        ],
        use.largest.map((run) => [run.id, run.name, bytes(run.total), run.epochs.length === 0 ? '–' : `${run.epochs.length}: ${bytes(run.bytes.keptEpochs)}`, bytes(run.bytes.scores)]),
      ),
    )
  }
  if (use.bin.length > 0) {
    parts.push(
      textTable(
        [
          { title: 'in the bin', align: 'left' },
          { title: 'id', align: 'left' },
          { title: 'name', align: 'left' },
          { title: 'deleted', align: 'left' },
          { title: 'size', align: 'right' },
        ],
        use.bin.map((one) => [one.kind, one.id, one.name, one.deleted.slice(0, 16).replace('T', ' '), bytes(one.bytes)]),
      ),
      'Bring one back with: crossfade restore ID. Empty the bin with: crossfade storage empty-bin',
    )
  }
  return parts.join('\n\n')
}

async function prune({ storage }: Core, { flags, json, terminal }: Session): Promise<number> {
  const asked = rulesFrom(flags)
  if (asked.length === 0) throw new UsageError('Say what is to go: --kept-epochs, --scores or --checkpoints with archived or all, or --cache SIZE. --dry-run shows it first.')
  const pruned = await storage.prune(asked, flags.has('dry-run'))
  if (json) terminal.print(JSON.stringify(pruned))
  else {
    for (const { id, reason } of pruned.left) terminal.say(`${id} was left alone: ${reason}.`)
    terminal.print(told(pruned))
  }
  return exitCodes.done
}

const told = ({ dryRun, files, bytes: size, runs }: Pruned): string =>
  files === 0 ? 'There is nothing to prune by these rules.' : `${count(files)} files ${dryRun ? 'would go' : 'are gone'}, ${bytes(size)}${runs > 0 ? `, of ${count(runs)} runs` : ''}.${dryRun ? ' Nothing was changed.' : ''}`

function rulesFrom(flags: Flags): readonly PruneRule[] {
  const cache = flags.text('cache')
  const ofRuns = (['kept-epochs', 'scores', 'checkpoints'] as const).flatMap((kind): PruneRule[] => {
    const which = flags.choice(kind, archivedOr)
    return which === undefined ? [] : [{ kind, archivedOnly: which === 'archived' }]
  })
  return cache === undefined ? ofRuns : [...ofRuns, { kind: 'cache', keepBytes: bytesFrom(cache) }]
}

const units: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, k: 1e3, mb: 1e6, m: 1e6, gb: 1e9, g: 1e9, tb: 1e12, t: 1e12 }

function bytesFrom(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?b?)$/i.exec(text.trim())
  const unit = units[match?.[2]?.toLowerCase() ?? '?']
  if (match === null || unit === undefined) throw new UsageError(`--cache ${text}: give a size such as 500MB, 2GB or 0.`)
  return Math.round(Number(match[1]) * unit)
}

async function emptyBin({ storage }: Core, { json, terminal }: Session): Promise<number> {
  const emptied = await storage.emptyBin(true)
  if (json) terminal.print(JSON.stringify(emptied))
  else if (emptied.trashed + emptied.removed === 0) terminal.print('The bin is empty.')
  else {
    const parts = [...(emptied.trashed > 0 ? [`${count(emptied.trashed)} runs and studies are in the trash of the system`] : []), ...(emptied.removed > 0 ? [`${count(emptied.removed)} runs and studies were removed for good: there is no trash of the system here`] : [])]
    terminal.print(`${parts.join('; ')}.`)
  }
  return exitCodes.done
}

async function keep({ datasets }: Core, { json, terminal }: Session, named: string): Promise<number> {
  const known = await datasets.list()
  const byName = known.filter((one) => one.name === named)
  const fitting = byName.length > 0 ? byName : known.filter((one) => one.id.startsWith(named))
  const [only, second] = fitting
  if (only === undefined) throw new UsageError(`There is no dataset "${named}" here. There are: ${known.slice(0, 10).map((one) => `${one.id} (${one.name})`).join(', ') || 'none'}.`)
  if (second !== undefined) throw new UsageError(`Several datasets are meant by "${named}": ${fitting.slice(0, 5).map((one) => one.id).join(', ')}. Name one by its id.`)
  const kept = await datasets.keepCopy(only.id)
  terminal.print(json ? JSON.stringify({ dataset: { id: kept.id, name: kept.name }, copy: kept.copy }) : `${kept.name} is kept in the workspace: ${kept.copy?.path ?? ''}, ${bytes(kept.copy?.bytes ?? 0)}.`)
  return exitCodes.done
}

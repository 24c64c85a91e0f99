import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import type { Dirent } from 'node:fs'
import { join } from 'node:path'
import { runId } from '@shared/run/run-record'
import { studyId } from '@shared/study/study'
import { runParts } from '@shared/workspace/storage'
import type { BinEntry, BytesByPart, RunPart, RunRoom, StorageUse } from '@shared/workspace/storage'

/** Names of a folder; none where it is not there. */
export function entriesOf(dir: string): readonly Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
  } catch {
    return []
  }
}

/** Bytes and number of the files in a folder and below; a file that vanishes meanwhile counts as none. Links are not followed: what they lead to is not the workspace's. */
export function roomOf(path: string): { readonly bytes: number; readonly files: number } {
  const facts = lstatSync(path, { throwIfNoEntry: false })
  if (facts === undefined) return { bytes: 0, files: 0 }
  if (!facts.isDirectory()) return { bytes: facts.size, files: 1 }
  let [bytes, files] = [0, 0]
  for (const { name } of entriesOf(path)) {
    const inside = roomOf(join(path, name))
    bytes += inside.bytes
    files += inside.files
  }
  return { bytes, files }
}

const recordFiles = new Set(['run.json', 'notes.json', 'metrics.jsonl', 'pipeline.json', 'evaluation.json', 'importance.json', 'log.txt', 'lock'])

/** The part of a run that something in its folder belongs to. */
function partOf(name: string): RunPart {
  if (recordFiles.has(name)) return 'record'
  if (name === 'checkpoint' || name === 'scores') return name
  return 'other'
}

const none = (): Record<RunPart, number> => ({ record: 0, weights: 0, keptEpochs: 0, checkpoint: 0, scores: 0, other: 0 })

/** Epochs whose weights a run keeps in folders of their own. */
export const keptEpochsOf = (dir: string): readonly number[] =>
  entriesOf(join(dir, 'model')).flatMap(({ name }) => {
    const epoch = /^epoch-(\d+)$/.exec(name)?.[1]
    return epoch === undefined ? [] : [Number(epoch)]
  })

/** What a run takes, by its files alone: an unreadable record takes room too. */
export function measureRun(dir: string, id: string): RunRoom {
  const bytes = none()
  for (const entry of entriesOf(dir)) {
    const { name } = entry
    if (name !== 'model' || !entry.isDirectory()) {
      bytes[partOf(name)] += roomOf(join(dir, name)).bytes
      continue
    }
    for (const { name: model } of entriesOf(join(dir, name))) bytes[/^epoch-\d+$/.test(model) ? 'keptEpochs' : 'weights'] += roomOf(join(dir, name, model)).bytes
  }
  const record = fieldsOf(join(dir, 'run.json'))
  const notes = fieldsOf(join(dir, 'notes.json'))
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  return { id, name: text(notes['name']), status: text(record['status']), archived: notes['archived'] === true, epochs: keptEpochsOf(dir), bytes, total: sum(bytes) }
}

const sum = (bytes: BytesByPart): number => runParts.reduce((total, part) => total + bytes[part], 0)

/** A JSON document as it stands; empty where it cannot be read. */
export function fieldsOf(path: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

export function measureStorage(dir: string, largest: number): StorageUse {
  const runs = entriesOf(join(dir, 'runs')).flatMap(({ name }) => (runId.safeParse(name).success ? [measureRun(join(dir, 'runs', name), name)] : []))
  const of = (some: readonly RunRoom[]) => {
    const bytes = none()
    for (const run of some) for (const part of runParts) bytes[part] += run.bytes[part]
    return { count: some.length, bytes, total: sum(bytes) }
  }
  const prepared = entriesOf(join(dir, 'cache', 'prepared')).filter((entry) => entry.isDirectory())
  const datasets = entriesOf(join(dir, 'datasets')).map(({ name }) => name)
  const all = of(runs)
  const parts = {
    cache: roomOf(join(dir, 'cache', 'prepared')).bytes,
    index: roomOf(join(dir, 'cache', 'runs-index.jsonl')).bytes,
    datasets: roomOf(join(dir, 'datasets')).bytes,
    studies: roomOf(join(dir, 'studies')).bytes,
    imports: roomOf(join(dir, 'imports')).bytes,
    tmp: roomOf(join(dir, 'tmp')).bytes,
  }
  const bin = entriesOf(join(dir, 'bin')).flatMap(({ name }) => binEntry(join(dir, 'bin', name), name))
  return {
    runs: all,
    archived: of(runs.filter((run) => run.archived)),
    largest: [...runs].sort((a, b) => b.total - a.total).slice(0, largest),
    cache: { tables: prepared.length, bytes: parts.cache },
    index: parts.index,
    datasets: { records: datasets.filter((name) => name.endsWith('.json')).length, copies: datasets.filter((name) => !name.endsWith('.json')).length, bytes: parts.datasets },
    studies: parts.studies,
    imports: parts.imports,
    bin: bin.sort((a, b) => b.deleted.localeCompare(a.deleted)),
    tmp: parts.tmp,
    total: all.total + parts.cache + parts.index + parts.datasets + parts.studies + parts.imports + parts.tmp + bin.reduce((total, one) => total + one.bytes, 0),
  }
}

function binEntry(path: string, entry: string): BinEntry[] {
  // A run of another program is one file, which its own name stands in.
  const id = entry.replace(/^(i-.*)\.json$/, '$1')
  const facts = statSync(path, { throwIfNoEntry: false })
  const kind = runId.safeParse(id).success ? 'run' : studyId.safeParse(id).success ? 'study' : null
  if (facts === undefined || kind === null) return []
  const named: unknown = kind === 'study' ? fieldsOf(join(path, 'study.json'))['design'] : id === entry ? fieldsOf(join(path, 'notes.json')) : fieldsOf(path)['run']
  const name: unknown = typeof named === 'object' && named !== null && 'name' in named ? named.name : ''
  // Moving a folder changes when its entry was changed, and nothing inside it.
  return [{ kind, id, name: typeof name === 'string' ? name : '', deleted: facts.ctime.toISOString(), bytes: roomOf(path).bytes }]
}

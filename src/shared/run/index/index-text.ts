import type { RunNotes, RunRecord } from '../run-record'

/** A run as a list shows it, but for who works on it. */
export interface IndexLine {
  readonly record: RunRecord
  readonly notes: RunNotes
  readonly spark: readonly number[]
}

/** A run of the index: its line is read when the run is asked for, and so are the parts that it shares with others. */
export interface KeptRun {
  /** Times and sizes of the files that it was made of: the same stamp, the same line. */
  readonly stamp: string
  /** When names were last added to, removed from or replaced in its folder, in ms. */
  folder: number
  text: string | null
  line: IndexLine | null
}

/**
 * cache/runs-index.jsonl. The runs of a workspace share most of what they say about table, preparation, layers and machine: each such part
 * stands once, in a line of its own above the runs, which name it by its number. Of 10,000 runs of one table it leaves a third to write,
 * to read and to hand to another process. Written by this program alone, so its version is enough of a check: 10,000 full checks would
 * take seconds.
 */
export class IndexText {
  readonly runs = new Map<string, KeptRun>()
  private readonly parts: (string | object)[] = []

  /** What can be read of the file; of a torn or foreign one nothing else. */
  static parse(text: string): IndexText {
    const index = new IndexText()
    for (let from = 0; from < text.length; ) {
      const found = text.indexOf('\n', from)
      const to = found < 0 ? text.length : found
      if (text.startsWith(partStart, from)) index.parts.push(text.slice(from + partStart.length, to - 1))
      else {
        const head = runStart.exec(text.slice(from, Math.min(to, from + headLength)))
        if (head?.[1] !== undefined && head[2] !== undefined && text[to - 1] === '}') index.runs.set(head[1], { stamp: head[2], folder: Number(head[3]), text: text.slice(from, to), line: null })
      }
      from = to + 1
    }
    return index
  }

  /** The line of a run; null where it is torn. */
  lineOf(run: KeptRun): IndexLine | null {
    if (run.line === null && run.text !== null) {
      try {
        const { record, notes, spark } = JSON.parse(run.text) as Pick<IndexLine, 'notes' | 'spark'> & { readonly record: Readonly<Record<string, unknown>> }
        run.line = { record: withParts(record, this.part), notes, spark }
      } catch {
        run.text = null
      }
    }
    return run.line
  }

  /** The file. Only parts that a run still names are written. */
  toText(): string {
    const numbers = new Map<string, number>()
    const numberOf: Numbered = (part) => {
      if (part === null) return null
      const text = JSON.stringify(part)
      const number = numbers.get(text) ?? numbers.size
      numbers.set(text, number)
      return number
    }
    const rows: string[] = []
    for (const [id, run] of this.runs) {
      const line = this.lineOf(run)
      if (line === null) continue
      const { record, notes, spark } = line
      rows.push(JSON.stringify({ version: 3, id, stamp: run.stamp, folder: run.folder, record: withoutParts(record, numberOf), notes, spark }))
    }
    return [...[...numbers.keys()].map((text) => `${partStart}${text}}`), ...rows, ''].join('\n')
  }

  /** Throws where the file names a part that it does not have. */
  private readonly part: Named = (number) => {
    if (number === null) return null
    const part = typeof number === 'number' ? this.parts[number] : undefined
    if (part === undefined) throw new RangeError(`The index has no part ${String(number)}.`)
    if (typeof part === 'object') return part
    const value = JSON.parse(part) as object
    this.parts[Number(number)] = value
    return value
  }
}

const partStart = '{"part":'
/** The beginning of a line is read by itself, so it is written by itself, within so many characters. */
const headLength = 400
const runStart = /^\{"version":3,"id":"([^"]+)","stamp":"([^"]*)","folder":([0-9.]+)/

/** What stands in the file for a part that runs share. */
type Numbered = (part: object | null) => number | null
type Named = (number: unknown) => object | null

/** Seeds differ from run to run, so the training settings are a part without theirs. */
function withoutParts(record: RunRecord, number: Numbered): Readonly<Record<string, unknown>> {
  const { experiment } = record
  const { seed, ...training } = experiment.training
  return {
    ...record,
    experiment: { ...experiment, dataset: number(experiment.dataset), recipe: number(experiment.recipe), model: number(experiment.model), training: number(training), seed },
    ...Object.fromEntries(ofRecord.map((name) => [name, number(record[name])])),
  }
}

function withParts(line: Readonly<Record<string, unknown>>, named: Named): RunRecord {
  const { seed, ...experiment } = line['experiment'] as Readonly<Record<string, unknown>>
  const whole: Record<string, unknown> = { ...line, experiment: { ...experiment, dataset: named(experiment['dataset']), recipe: named(experiment['recipe']), model: named(experiment['model']), training: { ...named(experiment['training']), seed } } }
  for (const name of ofRecord) whole[name] = named(line[name])
  return whole as unknown as RunRecord
}

const ofRecord = ['dataset', 'split', 'engine', 'environment', 'parameters', 'monitor'] as const

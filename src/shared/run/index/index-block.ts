import type { TrainingSettings } from '../../training/training-settings'
import type { RunNotes, RunRecord } from '../run-record'

/** A run as a list shows it, but for who works on it. */
export interface IndexLine {
  readonly record: RunRecord
  readonly notes: RunNotes
  readonly spark: readonly number[]
}

/** Some runs of the index, column by column: who looks for a few facts of many runs parses no more than these. */
export class IndexBlock {
  private readonly columns = new Map<string, Column>()

  /** `texts`: the lines of the columns by name, see `columnText`. */
  constructor(private readonly texts: ReadonlyMap<string, string>) {}

  static of(lines: readonly IndexLine[]): IndexBlock {
    const rows = lines.map(cellsOf)
    const names = new Set(rows.flatMap((cells) => [...cells.keys()]))
    return new IndexBlock(new Map([...names].map((name) => [name, columnText(rows.map((cells) => cells.get(name)))])))
  }

  get names(): readonly string[] {
    return [...this.texts.keys()]
  }

  textOf(name: string): string {
    return this.texts.get(name) ?? ''
  }

  /** undefined: the run has no such field. Throws where the column is torn. Runs share what is equal, so nobody may change it. */
  value(name: string, row: number): unknown {
    let column = this.columns.get(name)
    if (column === undefined) {
      const text = this.texts.get(name)
      if (text === undefined) return undefined
      column = new Column(text)
      this.columns.set(name, column)
    }
    return column.at(row)
  }

  /** The whole run. Throws where it is torn. */
  line(row: number): IndexLine {
    const record: Record<string, unknown> = {}
    for (const name of this.texts.keys()) {
      const value = name.startsWith('.') ? undefined : this.value(name, row)
      if (value !== undefined) record[name] = value
    }
    const experiment = new ExperimentView(this, row)
    record['experiment'] = { ...experiment.rest, dataset: experiment.dataset, recipe: experiment.recipe, model: experiment.model, training: experiment.whole }
    return { record: record as unknown as RunRecord, notes: new NotesView(this, row).whole, spark: this.value('.spark', row) as readonly number[] }
  }

  /** The run to read fields of: each is parsed when it is asked for. It has none of its own, so it can be neither copied nor sent anywhere. */
  view(row: number): Pick<IndexLine, 'record' | 'notes'> {
    return new RunView(this, row) as unknown as Pick<IndexLine, 'record' | 'notes'>
  }
}

/** Up to this share of a column's cells are parsed one by one; whoever asks for more is likely to ask for all. */
const fewCells = 1 / 8

class Column {
  private readonly cells: string
  private readonly places: readonly number[] | null
  private texts: readonly string[] | null = null
  private values: unknown[] = []
  private parsed = 0

  constructor(text: string) {
    const end = text.indexOf(placesMark)
    this.cells = end < 0 ? text : text.slice(0, end)
    this.places = end < 0 ? null : (JSON.parse(text.slice(end + 1)) as readonly number[])
  }

  at(row: number): unknown {
    const place = this.places === null ? row : (this.places[row] ?? -1)
    if (place < 0) return undefined
    const known = this.values[place]
    if (known !== undefined) return known
    this.texts ??= this.cells.split(cellMark)
    const text = this.texts[place]
    if (text === undefined) throw new RangeError(`A column of the index has no cell ${place}.`)
    this.parsed += 1
    if (this.parsed > this.texts.length * fewCells) this.values = JSON.parse(`[${this.cells.replaceAll(cellMark, ',')}]`) as unknown[]
    else this.values[place] = JSON.parse(text)
    return this.values[place]
  }
}

/** Fields of the record by their names; what is no field of its own has a name with a point in front. */
function cellsOf({ record, notes, spark }: IndexLine): ReadonlyMap<string, unknown> {
  const { experiment, ...own } = record
  const { dataset, recipe, model, training, ...rest } = experiment
  const { seed, ...settings } = training
  return new Map<string, unknown>([
    ...Object.entries(own),
    ...Object.entries(notes).map(([name, value]): [string, unknown] => [`.notes.${name}`, value]),
    ['.experiment', rest],
    ['.experiment.dataset', dataset],
    ['.experiment.recipe', recipe],
    ['.experiment.model', model],
    ['.experiment.training', settings],
    ['.experiment.training.seed', seed],
    ['.spark', spark],
  ])
}

/** Characters that JSON never holds as they are. */
const cellMark = '\t'
const placesMark = '\f'

/**
 * The cells as JSON, one after the other; or the distinct ones, and in JSON which of them each run has: -1 where it has none. In ASCII, so
 * that the file needs no decoding.
 */
function columnText(cells: readonly unknown[]): string {
  const texts = cells.map((cell) => (cell === undefined ? null : JSON.stringify(cell)))
  const places = new Map<string, number>()
  for (const text of texts) if (text !== null && !places.has(text)) places.set(text, places.size)
  const distinct = ascii([...places.keys()].join(cellMark))
  return places.size === texts.length ? distinct : `${distinct}${placesMark}[${texts.map((text) => (text === null ? -1 : places.get(text))).join(',')}]`
}

/** JSON, or cells of it, without a character beyond ASCII. */
export function ascii(json: string): string {
  return json.replace(/[^\t -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Names a getter for each field, checked against the type. */
function defineFields(view: object, names: Readonly<Record<string, 1>>, valueOf: (place: Place, name: string) => unknown): void {
  for (const name of Object.keys(names)) {
    Object.defineProperty(view, name, {
      get(this: Place) {
        return valueOf(this, name)
      },
    })
  }
}

class Place {
  constructor(
    readonly block: IndexBlock,
    readonly row: number,
  ) {}
}

class RunView extends Place {
  readonly record = new RecordView(this.block, this.row)

  get notes(): NotesView {
    return new NotesView(this.block, this.row)
  }
}

/** Tags and what is put aside are asked of all runs, and names differ. */
class NotesView extends Place {
  /** The notes with fields of their own. */
  get whole(): RunNotes {
    const { block, row } = this
    const value = (name: keyof RunNotes) => block.value(`.notes.${name}`, row)
    return { version: value('version'), name: value('name'), tags: value('tags'), notes: value('notes'), archived: value('archived') } as RunNotes
  }
}

defineFields(
  NotesView.prototype,
  { version: 1, name: 1, tags: 1, notes: 1, archived: 1 } satisfies Readonly<Record<keyof RunNotes, 1>>,
  ({ block, row }, name) => block.value(`.notes.${name}`, row),
)

class RecordView extends Place {
  get experiment(): ExperimentView {
    return new ExperimentView(this.block, this.row)
  }
}

defineFields(
  RecordView.prototype,
  {
    version: 1, id: 1, kind: 1, members: 1, memberWeights: 1, baseline: 1, imported: 1, study: 1, status: 1, reason: 1, errorCode: 1, created: 1, started: 1, ended: 1, segments: 1, dataset: 1, prepared: 1,
    split: 1, engine: 1, environment: 1, parameters: 1, epochs: 1, monitor: 1, best: 1, last: 1, test: 1, testLooks: 1, timing: 1, weights: 1,
  } satisfies Readonly<Record<Exclude<keyof RunRecord, 'experiment'>, 1>>,
  ({ block, row }, name) => block.value(name, row),
)

class ExperimentView extends Place {
  get training(): object {
    return new TrainingView(this.block, this.row)
  }

  get dataset(): unknown {
    return this.block.value('.experiment.dataset', this.row)
  }

  get recipe(): unknown {
    return this.block.value('.experiment.recipe', this.row)
  }

  get model(): unknown {
    return this.block.value('.experiment.model', this.row)
  }

  get version(): unknown {
    return this.rest['version']
  }

  get name(): unknown {
    return this.rest['name']
  }

  get rest(): Readonly<Record<string, unknown>> {
    return this.block.value('.experiment', this.row) as Readonly<Record<string, unknown>>
  }

  /** The training settings with fields of their own. */
  get whole(): object {
    return { ...settingsOf(this), seed: seedOf(this) }
  }
}

const settingsOf = ({ block, row }: Place) => block.value('.experiment.training', row) as Readonly<Record<string, unknown>>
const seedOf = ({ block, row }: Place) => block.value('.experiment.training.seed', row)

class TrainingView extends Place {
  get seed(): unknown {
    return seedOf(this)
  }
}

defineFields(
  TrainingView.prototype,
  {
    loss: 1, labelSmoothing: 1, focalGamma: 1, huberDelta: 1, optimizer: 1, learningRate: 1, schedule: 1, clipNorm: 1, ema: 1, epochs: 1, batch: 1, stopping: 1, classWeights: 1, engine: 1,
    threads: 1, keepEvery: 1, scoreTest: 1, positiveClass: 1, threshold: 1,
  } satisfies Readonly<Record<Exclude<keyof TrainingSettings, 'seed'>, 1>>,
  (place, name) => settingsOf(place)[name],
)

import { mkdir } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { DuckDBInstance } from '@duckdb/node-api'
import type { DuckDBConnection, DuckDBDataChunk, DuckDBResult, DuckDBVector } from '@duckdb/node-api'

/** What DuckDB may use. */
export interface DatabaseOptions {
  /** Where it spills what does not fit in memory. Made when it is not there. */
  readonly tmp: string
  readonly threads?: number
  readonly memoryMegabytes?: number
}

/** The limit for tables and sorting; beyond it DuckDB spills to disk. The process needs about 300 MB beside it. */
const defaultMemoryMegabytes = 640

/** From this many columns on a table is wide, and each takes this many megabytes. */
const wideColumns = 1500
const wideMegabytes = 0.3

/** Some rows of a result. */
export interface Batch {
  readonly rows: number
  readonly columns: readonly (Float64Array | Int32Array)[]
}

/** A value of a result: text, number or null. Whole numbers beyond 2^53 must be asked for as text. */
export type Cell = string | number | boolean | null

/**
 * A DuckDB database in memory that spills to `tmp`. The only way to DuckDB: nothing else imports its package.
 * Values of users get into statements as parameters ($1, $2 …) or through `quoteText`; their column names never do.
 */
export class Database {
  private wide = false
  private many = false
  private set = { threads: 1, memory: 0 }
  private second: Promise<Database> | null = null
  private other: Database | null = null

  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    private readonly threads: number,
    private readonly memoryMegabytes: number,
  ) {}

  static async open(options: DatabaseOptions): Promise<Database> {
    await mkdir(options.tmp, { recursive: true })
    const threads = options.threads ?? Math.max(1, cpus().length)
    const memoryMegabytes = options.memoryMegabytes ?? defaultMemoryMegabytes
    const instance = await DuckDBInstance.create(':memory:', {
      threads: '1',
      memory_limit: `${memoryMegabytes}MB`,
      // Two processes that spill to one folder overwrite each other's files.
      temp_directory: join(options.tmp, `spill-${process.pid}`),
      // Extensions come from a host that closed networks refuse.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      preserve_insertion_order: 'true',
    })
    const connection = await instance.connect()
    // Times with a zone are shown, and taken apart, in UTC.
    await connection.run("SET TimeZone = 'UTC'")
    return new Database(instance, connection, threads, memoryMegabytes)
  }

  /**
   * The same database with statements of its own, which run while others run here: a table of up to 122,880 rows is one group of rows, and
   * keeps one thread of DuckDB busy. Interrupted and closed with this one.
   */
  beside(): Promise<Database> {
    this.second ??= this.instance.connect().then(async (connection) => {
      await connection.run("SET TimeZone = 'UTC'")
      return (this.other = new Database(this.instance, connection, this.threads, this.memoryMegabytes))
    })
    return this.second
  }

  close(): void {
    this.other?.connection.closeSync()
    this.connection.closeSync()
    this.instance.closeSync()
  }

  /** Makes room for a very wide table: DuckDB holds 2,048 rows of every column at once, in each thread. */
  async makeRoomForColumns(columns: number): Promise<void> {
    this.wide = columns >= wideColumns
    await this.adjust(this.wide ? Math.ceil(columns * wideMegabytes) : 0)
  }

  /**
   * All threads, or one. Work that cannot be divided is done sooner by one: whoever waits for the others asks again and again whether there
   * is something to do (DuckDB 1.5.6), and takes the processor from them. Songs loaded beside other programs at work: 0.38 s with one thread, 0.80 s with two.
   */
  async takeThreads(many: boolean): Promise<void> {
    this.many = many
    await this.adjust(this.set.memory)
  }

  private async adjust(memory: number): Promise<void> {
    const threads = this.many && !this.wide ? this.threads : 1
    if (threads !== this.set.threads) await this.run(`SET threads = ${threads}`)
    if (memory !== this.set.memory) await this.run(`SET memory_limit = '${this.memoryMegabytes + memory}MB'`)
    this.set = { threads, memory }
  }

  /** Ends the running statement; it throws. */
  interrupt(): void {
    this.connection.interrupt()
    this.other?.connection.interrupt()
  }

  /** A statement whose result nobody needs. */
  async run(sql: string, parameters: readonly (string | number)[] = []): Promise<void> {
    await this.execute(sql, parameters)
  }

  /** All rows of a small result. */
  async rows(sql: string, parameters: readonly (string | number)[] = []): Promise<Cell[][]> {
    const rows = await (await this.execute(sql, parameters)).getRowsJS()
    return rows.map((row) => row.map(plain))
  }

  /** The first row of a result. */
  async row(sql: string, parameters: readonly (string | number)[] = []): Promise<Cell[]> {
    return (await this.rows(sql, parameters))[0] ?? []
  }

  /** Columns of DOUBLE or INTEGER without nulls, in row order, written into `into`, each of which has room for every row. */
  async numbers(sql: string, into: readonly (Float64Array | Int32Array)[]): Promise<number> {
    let filled = 0
    for await (const chunk of this.chunks(sql)) {
      const rows = chunk.rowCount
      into.forEach((target, c) => {
        copyValues(chunk.getColumnVector(c), 0, rows, target, filled)
      })
      filled += rows
    }
    return filled
  }

  /** Columns of DOUBLE (`number`) or INTEGER without nulls, in row order, up to `size` rows at a time. The arrays are good until the next batch. */
  async *batches(sql: string, kinds: readonly ('number' | 'integer')[], size: number): AsyncGenerator<Batch> {
    const columns = kinds.map((kind) => (kind === 'number' ? new Float64Array(size) : new Int32Array(size)))
    let filled = 0
    const full = (rows: number): Batch => ({ rows, columns: columns.map((c) => c.subarray(0, rows)) })
    for await (const chunk of this.chunks(sql)) {
      const rows = chunk.rowCount
      const vectors = columns.map((_, c) => chunk.getColumnVector(c))
      for (let from = 0; from < rows; ) {
        const count = Math.min(rows - from, size - filled)
        vectors.forEach((vector, c) => {
          copyValues(vector, from, count, columns[c] as Float64Array | Int32Array, filled)
        })
        from += count
        filled += count
        if (filled < size) continue
        yield full(filled)
        filled = 0
      }
    }
    if (filled > 0) yield full(filled)
  }

  /** An ENUM type of these texts, whose codes are their places. */
  async makeVocabulary(name: string, texts: readonly string[]): Promise<void> {
    const table = `${name}_texts`
    await this.run(`CREATE TEMP TABLE ${table} (place INTEGER, text VARCHAR)`)
    try {
      const appender = await this.connection.createAppender(table)
      texts.forEach((text, place) => {
        appender.appendInteger(place)
        appender.appendVarchar(text)
        appender.endRow()
      })
      appender.closeSync()
      await this.run(`CREATE TYPE ${name} AS ENUM (SELECT text FROM ${table} ORDER BY place)`)
    } finally {
      await this.run(`DROP TABLE ${table}`)
    }
  }

  private async *chunks(sql: string): AsyncGenerator<DuckDBDataChunk> {
    const result = await guard(() => this.connection.stream(sql))
    for (;;) {
      const chunk = await guard(() => result.fetchChunk())
      if (chunk === null || chunk.rowCount === 0) return
      yield chunk
    }
  }

  private execute(sql: string, parameters: readonly (string | number)[]): Promise<DuckDBResult> {
    // Without parameters it is one call to DuckDB, with them it is four.
    return guard(() => (parameters.length === 0 ? this.connection.run(sql) : this.connection.run(sql, [...parameters])))
  }
}

/** Copies values without nulls. The package keeps them in an array of their type, under a private name; asked for one by one they take many times as long. */
function copyValues(vector: DuckDBVector, from: number, count: number, target: Float64Array | Int32Array, at: number): void {
  const items: unknown = Reflect.get(vector, 'items')
  if (items instanceof Float64Array || items instanceof Int32Array) target.set(items.subarray(from, from + count), at)
  else for (let i = 0; i < count; i++) target[at + i] = vector.getItem(from + i) as number
}

/** A text as an SQL literal. */
export function quoteText(text: string): string {
  // DuckDB ends a statement at a NUL; chr(0) is the way to say one.
  return `'${text.replace(/'/g, "''")}'`.split('\0').join("' || chr(0) || '")
}

function plain(value: unknown): Cell {
  switch (typeof value) {
    case 'bigint':
      return Number(value)
    case 'number':
    case 'string':
    case 'boolean':
      return value
    default:
      return value === null || value === undefined ? null : String(value)
  }
}

/** DuckDB's errors that have a plain meaning. */
async function guard<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    const text = thrown instanceof Error ? thrown.message : String(thrown)
    if (/INTERRUPT/i.test(text)) throw new CrossfadeError('cancelled', 'Cancelled.')
    if (/no space left|disk full|max_temp_directory_size/i.test(text)) {
      throw new CrossfadeError('disk-full', 'No space is left on the disk for the temporary files of the workspace. Free some and try again.')
    }
    throw thrown
  }
}

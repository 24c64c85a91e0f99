import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { parseJsonLines } from '@shared/files/json-lines'
import { epochMetrics } from '@shared/run/epoch-metrics'
import type { EpochMetrics } from '@shared/run/epoch-metrics'

/** Reads what is appended to the metrics.jsonl of runs at work. */
export class MetricsTail {
  private readonly offsets = new Map<string, number>()

  /** Notes where the file of a run ends now, once: what is there already is known by other ways. */
  start(id: string, dir: string): void {
    if (!this.offsets.has(id)) this.read(id, dir)
  }

  /** The epochs whose lines have become whole since the last call; none on the first, which only notes where the file ends. */
  read(id: string, dir: string): readonly EpochMetrics[] {
    let file: number
    try {
      file = openSync(join(dir, 'metrics.jsonl'), 'r')
    } catch {
      // A run without an epoch has no file yet: all that comes is new.
      this.offsets.set(id, 0)
      return []
    }
    try {
      const { size } = fstatSync(file)
      const from = this.offsets.get(id)
      if (from === undefined || size < from) {
        this.offsets.set(id, size)
        return []
      }
      const bytes = Buffer.alloc(size - from)
      const read = readSync(file, bytes, 0, bytes.length, from)
      const end = bytes.subarray(0, read).lastIndexOf(0x0a) + 1
      this.offsets.set(id, from + end)
      return parseJsonLines(bytes.subarray(0, end).toString('utf8'), epochMetrics).values
    } finally {
      closeSync(file)
    }
  }

  forget(id: string): void {
    this.offsets.delete(id)
  }
}

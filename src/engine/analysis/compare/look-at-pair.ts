import { basename } from 'node:path'
import { comparabilityReasons } from '@shared/compare/comparability'
import type { ComparedPart, ConfusionPair, FlippedRow } from '@shared/compare/comparison'
import { CrossfadeError } from '@shared/errors'
import { loadFolder, lookAtRun, outcomesOf } from './load-run'
import type { CompareMemory } from './memory'
import type { ClassOutcomes } from './outcomes'
import { flippedRows } from './pair-where'
import type { Flip } from './pair-where'

interface PairRequest {
  readonly dirs: readonly [a: string, b: string]
  readonly on: ComparedPart
}

/** Two classifiers on the same rows. Throws `run-not-found`, `run-unreadable`, `invalid-argument`. */
function pairOf({ dirs, on }: PairRequest, memory: CompareMemory): { readonly a: ClassOutcomes; readonly b: ClassOutcomes; readonly sourceRows: Int32Array; readonly names: readonly string[] } {
  const [a, b] = dirs.map((dir) => lookAtRun(loadFolder(dir, memory), on))
  const fit = a !== undefined && b !== undefined && comparabilityReasons(a.candidate, [b.candidate], on).length === 0
  if (fit && a.rows !== null && b.rows !== null) {
    const [ofA, ofB] = [outcomesOf(a, a.rows, memory), outcomesOf(b, b.rows, memory)]
    if (ofA.kind === 'classes' && ofB.kind === 'classes') return { a: ofA, b: ofB, sourceRows: a.rows.sourceRows, names: a.candidate.classes }
  }
  throw new CrossfadeError('invalid-argument', `${dirs.map((dir) => basename(dir)).join(' and ')} cannot be compared row by row.`)
}

/** The rows that flipped between two runs, from `offset` on. */
export function flips(request: PairRequest & { readonly flip: Flip; readonly offset: number; readonly limit: number }, memory: CompareMemory): { readonly total: number; readonly rows: readonly FlippedRow[] } {
  const { a, b, sourceRows, names } = pairOf(request, memory)
  const rows = flippedRows(a, b, sourceRows, names, request.flip)
  return { total: rows.length, rows: rows.slice(request.offset, request.offset + request.limit) }
}

/** How often each class was taken for each, by both runs. */
export function confusionPair(request: PairRequest, memory: CompareMemory): ConfusionPair {
  const { a, b, names } = pairOf(request, memory)
  const count = ({ classes, labels, predicted }: ClassOutcomes) => {
    const cells = new Int32Array(classes * classes)
    labels.forEach((label, row) => {
      const at = label * classes + (predicted[row] ?? 0)
      cells[at] = (cells[at] ?? 0) + 1
    })
    return cells
  }
  return { classes: names, a: count(a), b: count(b) }
}

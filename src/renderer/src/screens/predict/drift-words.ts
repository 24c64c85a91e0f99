import type { ColumnDrift } from '@shared/run/drift'
import { decimal, percent } from '../../format/number'

export const driftVerdictWords: Readonly<Record<ColumnDrift['verdict'], string>> = { same: 'As in training', moved: 'Moved', far: 'Far off' }

/** How the values of a column differ, in one or two plain sentences. */
export function driftWords({ kind, meanShift, distance, unseen, verdict, shape }: ColumnDrift): string {
  const sentences: string[] = []
  if (unseen > 0) sentences.push(`${percent(unseen)} of the rows have a category that training did not have.`)
  if (verdict === 'same') return [...sentences, 'The values lie as they did in training.'].join(' ')
  if (kind === 'categories' && shape.kind === 'categories') {
    const [name, before, now] = [shape.names[0], shape.before[0] ?? 0, shape.now[0] ?? 0]
    if (name !== undefined) sentences.push(`Most changed: ${name}, ${percent(before)} of the rows before and ${percent(now)} now.`)
  } else if (meanShift !== null && Math.abs(meanShift) >= 0.1) {
    sentences.push(`The values are ${meanShift > 0 ? 'higher' : 'lower'}: their mean moved by ${decimal(Math.abs(meanShift), 2)} standard deviations.`)
  } else {
    sentences.push(`The mean is about the same, but the values are spread in another way: up to ${percent(distance)} of the rows lie elsewhere.`)
  }
  return sentences.join(' ')
}

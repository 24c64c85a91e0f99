import type { Target } from '../prepare/split-table'
import { isIdentifierName } from '../table/identifier-name'

/** A column whose values repeat like keys. */
export interface SharedKey {
  readonly column: string
  readonly keys: number
  /** Rows whose key occurs more than once. */
  readonly repeatedRows: number
  /** Rows whose key occurs with more than one target value. */
  readonly sharedRows: number
  /** Rows that have another row with the same key and equal features. */
  readonly equalRows: number
  /** How much would leak if the split tore the keys apart, from 0; larger is worse. */
  readonly leak: number
}

/**
 * What a column would leak as a key. Rows with the same key and equal features are copies of one thing: how many of them there are,
 * times the share of the repeated keys' rows that are such copies, so that a coarse key (an artist) that holds a fine one (a track) comes
 * after it. Keys that tell the target add a little. NaN: no key.
 */
export function examineKey(column: string, keys: Float64Array, rows: Int32Array, target: Target, equalGroups: readonly Int32Array[]): SharedKey {
  // Arrays by place of the key: an object per key takes several times as long.
  const places = new Map<number, number>()
  const counts = new Int32Array(rows.length)
  const values = new Float64Array(rows.length)
  const mixed = new Uint8Array(rows.length)
  const targets = target.kind === 'classes' ? target.codes : target.values
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number
    const key = keys[row] as number
    if (Number.isNaN(key)) continue
    let place = places.get(key)
    if (place === undefined) {
      place = places.size
      places.set(key, place)
      values[place] = targets[row] as number
    } else if (targets[row] !== values[place]) mixed[place] = 1
    counts[place] = (counts[place] as number) + 1
  }
  let repeatedRows = 0
  let sharedRows = 0
  for (let place = 0; place < places.size; place++) {
    const count = counts[place] as number
    if (count > 1) repeatedRows += count
    if (mixed[place] === 1) sharedRows += count
  }
  const equalRows = countEqual(keys, equalGroups)
  const copies = equalRows / rows.length
  const tightness = repeatedRows > 0 ? equalRows / repeatedRows : 0
  const agreeing = (repeatedRows - sharedRows) / rows.length
  // Of two columns that say the same, the one that is called a key is meant.
  const named = isIdentifierName(column) || /(^|[_\s-])code$/i.test(column) ? 1.05 : 1
  return { column, keys: places.size, repeatedRows, sharedRows, equalRows, leak: named * (copies * tightness + 0.2 * agreeing) }
}

function countEqual(keys: Float64Array, groups: readonly Int32Array[]): number {
  let rows = 0
  const counts = new Map<number, number>()
  for (const group of groups) {
    counts.clear()
    for (let i = 0; i < group.length; i++) {
      const key = keys[group[i] as number] as number
      if (!Number.isNaN(key)) counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    for (const count of counts.values()) if (count > 1) rows += count
  }
  return rows
}

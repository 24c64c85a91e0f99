import type { LoadedTable } from './loaded-table'

/**
 * Groups of two or more rows that are equal in all the given values (SQL); a missing cell equals a missing cell. Rows ascend within a
 * group, groups ascend by their first row.
 */
export async function equalGroups(table: LoadedTable, values: readonly string[]): Promise<Int32Array[]> {
  if (values.length === 0) return table.rows > 1 ? [Int32Array.from({ length: table.rows }, (_, i) => i)] : []
  const { db, relation, row } = table
  const keys = values.join(', ')
  const grouped = `SELECT min(${row})::INTEGER AS first, list(${row}) AS members FROM ${relation} GROUP BY ${keys} HAVING count(*) > 1`
  const [total] = await db.row(`SELECT coalesce(sum(len(members)), 0)::DOUBLE FROM (${grouped})`)
  if (Number(total) === 0) return []
  const firsts = new Int32Array(Number(total))
  const members = new Int32Array(Number(total))
  await db.numbers(`SELECT first, unnest(members)::INTEGER AS member FROM (${grouped}) ORDER BY first, member`, [firsts, members])
  const groups: Int32Array[] = []
  let start = 0
  for (let i = 1; i <= members.length; i++) {
    if (i < members.length && firsts[i] === firsts[start]) continue
    groups.push(members.subarray(start, i))
    start = i
  }
  return groups
}

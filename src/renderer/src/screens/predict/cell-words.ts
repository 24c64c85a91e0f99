import type { FormCell, FormField } from '@shared/run/row-form'
import { decimal } from '../../format/number'

/** A cell as people write it. */
export function cellWords(cell: FormCell, { kind }: FormField): string {
  if (cell === null) return 'missing'
  if (typeof cell === 'string') return cell
  if (kind === 'boolean') return cell === 1 ? 'yes' : 'no'
  if (kind === 'date') return new Date(cell * 1000).toISOString().replace(/T00:00:00\.000Z$|\.000Z$/, '').replace('T', ' ')
  return decimal(cell)
}

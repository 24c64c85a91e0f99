/** A class under two models, or two settings. */
export interface DumbbellRow {
  readonly name: string
  readonly support: number | string
  /** Shares in [0, 1]; null: nothing is known. */
  readonly a: number | null
  readonly b: number | null
  /** Standard deviation over the runs of a setting. */
  readonly spreadA?: number | null
  readonly spreadB?: number | null
}

export const dumbbellOrders = ['gain', 'loss', 'change', 'name'] as const
export type DumbbellOrder = (typeof dumbbellOrders)[number]

const change = ({ a, b }: DumbbellRow): number => (b ?? 0) - (a ?? 0)

/** Largest gain first, largest loss first, largest change either way first, or by name. */
export function inOrder(rows: readonly DumbbellRow[], order: DumbbellOrder): readonly DumbbellRow[] {
  const by: Readonly<Record<DumbbellOrder, (x: DumbbellRow, y: DumbbellRow) => number>> = {
    gain: (x, y) => change(y) - change(x),
    loss: (x, y) => change(x) - change(y),
    change: (x, y) => Math.abs(change(y)) - Math.abs(change(x)),
    name: (x, y) => x.name.localeCompare(y.name),
  }
  return [...rows].sort((x, y) => by[order](x, y) || x.name.localeCompare(y.name))
}

import { shallowReactive, watch } from 'vue'
import type { ColumnType } from '@shared/dataset/column'
import type { TypeLoss } from '@shared/engine/data-methods'
import { defineStore } from 'pinia'
import { api } from '../api/crossfade'
import { useDatasetsStore } from './datasets'

/** What a change of a column's type would lose, asked once per column. */
export const useTypeLossesStore = defineStore('type-losses', () => {
  const datasets = useDatasetsStore()
  const held = shallowReactive(new Map<string, readonly TypeLoss[]>())
  const asked = new Set<string>()

  watch(
    () => datasets.currentId,
    () => {
      held.clear()
      asked.clear()
    },
  )

  async function ask(column: string): Promise<void> {
    const id = datasets.currentId
    if (id === null || asked.has(column)) return
    asked.add(column)
    try {
      const losses = await api.typeLosses(id, column)
      if (datasets.currentId === id) held.set(column, losses)
    } catch {
      // The table itself says that its file cannot be read; a hint must not say it again.
      asked.delete(column)
    }
  }

  const lossOf = (column: string, type: ColumnType): TypeLoss | null => held.get(column)?.find((one) => one.type === type) ?? null

  return { ask, lossOf }
})

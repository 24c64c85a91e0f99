import { useDebounceFn } from '@vueuse/core'
import { watch } from 'vue'
import { z } from 'zod'
import { useAppStore } from './app'
import type { Place } from './app'
import { useDatasetsStore } from './datasets'

const place = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['home', 'data', 'design', 'runs', 'compare', 'studies', 'settings']) }),
  z.object({ kind: z.literal('run'), id: z.string() }),
])
const left = z.object({ workspace: z.string(), place, dataset: z.string().nullable() })

const key = 'left-at'

/** Where somebody was, in the layout that is remembered: a new session begins there, on the same dataset, in the same workspace. */
export function useReopen() {
  const app = useAppStore()
  const datasets = useDatasetsStore()

  const remember = useDebounceFn(() => {
    const workspace = app.snapshot?.workspace?.dir
    if (workspace !== undefined) app.remember(key, { workspace, place: app.place, dataset: datasets.currentId })
  }, 800)

  /** After the first snapshot: the place that was left, if it was in this workspace; Welcome else. */
  function restore(): void {
    const known = left.safeParse(app.remembered(key))
    if (!known.success || known.data.workspace !== app.snapshot?.workspace?.dir) return
    if (known.data.dataset !== null) datasets.choose(known.data.dataset)
    app.go(known.data.place as Place)
  }

  /** From now on; answers how to end it. */
  const follow = (): (() => void) => watch([() => app.place, () => datasets.currentId], () => void remember())

  return { restore, follow }
}

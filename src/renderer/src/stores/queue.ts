import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { QueueView } from '@shared/ipc/requests/runs'
import { api } from '../api/crossfade'
import { useAppStore } from './app'

const everyMs = 1000

/** What waits to be trained, in all programs on the workspace. Followed only while it is in view. */
export const useQueueStore = defineStore('queue', () => {
  const app = useAppStore()
  const view = shallowRef<QueueView | null>(null)
  const busy = ref(false)

  function take(next: QueueView): void {
    // The same again must not draw anything anew.
    if (JSON.stringify(next) !== JSON.stringify(view.value)) view.value = next
  }

  async function change(work: () => Promise<QueueView>): Promise<void> {
    busy.value = true
    try {
      take(await work())
    } catch (thrown) {
      app.failed(thrown)
    } finally {
      busy.value = false
    }
  }

  /** Looks once a second, until the answer is called. A look that fails says nothing: the next one may not. */
  function follow(): () => void {
    let timer: ReturnType<typeof setTimeout> | null = null
    let ended = false
    const look = async () => {
      await api.getQueue().then(take, () => undefined)
      if (!ended) timer = setTimeout(() => void look(), everyMs)
    }
    void look()
    return () => {
      ended = true
      if (timer !== null) clearTimeout(timer)
    }
  }

  return {
    view, busy, follow,
    pause: () => change(api.pauseQueue),
    resume: () => change(api.resumeQueue),
    move: (id: string, place: number) => change(() => api.moveInQueue(id, place)),
    cancel: (id: string) => change(() => api.cancelQueued(id)),
  }
})

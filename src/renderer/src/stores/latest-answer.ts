import { ref, shallowRef } from 'vue'
import { CrossfadeError } from '@shared/errors'
import { plainError } from '../api/plain-error'

/**
 * The answer to a question that keeps changing. While a newer question waits, the older answer stays in sight, marked as stale by
 * `waiting`; an answer that comes too late is dropped. A question equal to the last one is not asked again.
 */
export function useLatestAnswer<Answer>() {
  const answer = shallowRef<Answer | null>(null)
  const waiting = ref(false)
  const cancelled = ref(false)
  const failure = ref<string | null>(null)
  let asked: string | null = null

  async function ask(question: string, work: () => Promise<Answer>): Promise<void> {
    if (question === asked) return
    asked = question
    waiting.value = true
    cancelled.value = false
    try {
      const given = await work()
      if (asked !== question) return
      answer.value = given
      failure.value = null
    } catch (thrown) {
      if (asked !== question) return
      if (thrown instanceof CrossfadeError && thrown.code === 'cancelled') {
        cancelled.value = true
        asked = null
      } else {
        failure.value = plainError(thrown)
        answer.value = null
      }
    } finally {
      if (asked === question || asked === null) waiting.value = false
    }
  }

  /** As if nothing had been asked yet. */
  function forget(): void {
    asked = null
    answer.value = null
    waiting.value = false
    cancelled.value = false
    failure.value = null
  }

  return { answer, waiting, cancelled, failure, ask, forget }
}

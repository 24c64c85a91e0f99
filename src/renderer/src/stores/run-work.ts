import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { CrossfadeError } from '@shared/errors'
import type { ArgumentOf } from '@shared/ipc/contract'
import type { PredictResult } from '@shared/run/prediction'
import type { VerifyResult } from '@shared/run/proof'
import { api } from '../api/crossfade'
import { plainError } from '../api/plain-error'

/** Work on a finished run: one prediction and one proof at a time. */
export interface RunWork<Result> {
  readonly run: string
  readonly state:
    | { readonly kind: 'working'; readonly doing: string; readonly share: number | null }
    | { readonly kind: 'done'; readonly result: Result }
    | { readonly kind: 'failed'; readonly message: string }
    | { readonly kind: 'cancelled' }
}

export const useRunWorkStore = defineStore('run-work', () => {
  /** The file with the rows to predict, which main remembers. */
  const file = shallowRef<{ readonly name: string; readonly bytes: number } | null>(null)
  const prediction = shallowRef<RunWork<PredictResult> | null>(null)
  const proof = shallowRef<RunWork<VerifyResult> | null>(null)
  const predicting = computed(() => prediction.value?.state.kind === 'working')
  const proving = computed(() => proof.value?.state.kind === 'working')

  async function work<Result>(holder: { value: RunWork<Result> | null }, run: string, begin: () => Promise<Result | null>): Promise<void> {
    const before = holder.value
    holder.value = { run, state: { kind: 'working', doing: 'beginning', share: null } }
    try {
      const result = await begin()
      // The person chose no place to write to.
      holder.value = result === null ? before : { run, state: { kind: 'done', result } }
    } catch (thrown) {
      const cancelled = thrown instanceof CrossfadeError && thrown.code === 'cancelled'
      holder.value = { run, state: cancelled ? { kind: 'cancelled' } : { kind: 'failed', message: plainError(thrown) } }
    }
  }

  async function chooseFile(): Promise<void> {
    const chosen = await api.choosePredictFile()
    if (chosen !== null) file.value = chosen
  }

  function connect(): () => void {
    const follow =
      <Result>(holder: { value: RunWork<Result> | null }) =>
      ({ id, doing, share }: { readonly id: string; readonly doing: string; readonly share: number | null }) => {
        if (holder.value?.run === id && holder.value.state.kind === 'working') holder.value = { run: id, state: { kind: 'working', doing, share } }
      }
    const ends = [api.onPredictProgress(follow(prediction)), api.onProofProgress(follow(proof))]
    return () => ends.forEach((end) => end())
  }

  return {
    file, prediction, proof, predicting, proving, chooseFile, connect,
    predict: (query: ArgumentOf<'predict:run'>) => work(prediction, query.id, () => api.predict(query)),
    prove: (id: string) => work(proof, id, () => api.verifyRun(id)),
    cancelPrediction: () => api.cancelPredict(),
    cancelProof: () => api.cancelProof(),
    showPredictions: () => api.showPredictions(),
  }
})

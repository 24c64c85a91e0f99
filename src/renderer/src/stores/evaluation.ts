import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import type { BadRows, ClassView, EvaluationOverview } from '@shared/run/evaluation-views'
import type { ArgumentOf } from '@shared/ipc/contract'
import { api } from '../api/crossfade'
import { plainError } from '../api/plain-error'
import { useLatestAnswer } from './latest-answer'

type Part = ArgumentOf<'evaluation:overview'>['on']

/** What was asked about a part of a run: no answer yet, what its scores say, or why they say nothing. */
export interface AskedOverview {
  readonly overview: EvaluationOverview | null
  readonly failure: string | null
}

const waiting: AskedOverview = { overview: null, failure: null }
/** So many answers are kept, the latest ones: curves of a hundred classes are large. */
const mostKept = 6

/** What the scores of runs say; asked when somebody looks. `scoredAt` tells one scoring of a part from the next. */
export const useEvaluationStore = defineStore('evaluation', () => {
  const overviews = shallowReactive(new Map<string, AskedOverview>())
  const classView = useLatestAnswer<ClassView>()
  const badRows = useLatestAnswer<BadRows>()

  const keyOf = (id: string, part: Part, scoredAt: string): string => `${id} ${part} ${scoredAt}`
  const overviewOf = (id: string, part: Part, scoredAt: string): AskedOverview => overviews.get(keyOf(id, part, scoredAt)) ?? waiting

  /** Asks once for each scoring; a failure may be asked about again. */
  async function look(id: string, part: Part, scoredAt: string): Promise<void> {
    const key = keyOf(id, part, scoredAt)
    const known = overviews.get(key)
    if (known !== undefined && known.failure === null) return
    overviews.set(key, waiting)
    try {
      overviews.set(key, { overview: await api.evaluationOverview({ id, on: part }), failure: null })
    } catch (thrown) {
      overviews.set(key, { overview: null, failure: plainError(thrown) })
    }
    for (const old of [...overviews.keys()].slice(0, -mostKept)) overviews.delete(old)
  }
  const lookAtClass = (id: string, part: Part, scoredAt: string, which: number) => classView.ask(`${keyOf(id, part, scoredAt)} ${which}`, () => api.evaluationClass({ id, on: part, which }))
  const lookAtRows = (query: ArgumentOf<'evaluation:rows'>, scoredAt: string) => badRows.ask(`${JSON.stringify(query)} ${scoredAt}`, () => api.evaluationRows(query))

  return {
    overviewOf, look,
    ofClass: classView.answer, classWaiting: classView.waiting, classFailure: classView.failure, lookAtClass,
    rows: badRows.answer, rowsWaiting: badRows.waiting, rowsFailure: badRows.failure, lookAtRows,
  }
})

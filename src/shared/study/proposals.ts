import { mixSeeds } from '../maths/random'
import { gridAssignments } from './grid'
import { withoutIdle } from './idle-settings'
import { latinHypercube, randomPoint } from './sample'
import { sobolPoint } from './sobol'
import { assignmentAt, assignmentKey } from './space'
import type { Assignment } from './space'
import type { SearchPlan, StudyDesign } from './study'
import { tpeAssignment } from './tpe'
import type { TpeTrial } from './tpe'

/** The n-th combination (from 0) of a strategy, learned from what ended; null: there is no other one. */
export type Proposals = (n: number, tried: readonly TpeTrial[]) => Assignment | null

/** Draws in a row that were tried before, until a space counts as exhausted. */
const patience = 500

/** The combinations of a search, each once. The same design gives the same ones; only TPE looks at results. */
export function proposals(plan: SearchPlan, { budget }: StudyDesign): Proposals {
  const { strategy, space } = plan
  switch (strategy.kind) {
    case 'grid': {
      let all: readonly Assignment[] | null = null
      let begunWithIdle: boolean | null = null
      return (n, tried) => {
        all ??= gridAssignments(space)
        // A study that was begun before such settings were left out counted its places with them: what was not tried is sought by itself.
        begunWithIdle ??= tried.some(({ values }) => withoutIdle(values) !== values)
        if (!begunWithIdle) return all[n] ?? null
        const known = new Set(tried.map(({ values }) => assignmentKey(withoutIdle(values))))
        return all.find((values) => !known.has(assignmentKey(values))) ?? null
      }
    }
    case 'random':
    case 'successive-halving':
    case 'hyperband':
      return distinct((k) => assignmentAt(space, randomPoint(space.length, k, strategy.seed)))
    case 'sobol':
      return distinct((k) => assignmentAt(space, sobolPoint(space.length, k, strategy.seed)))
    case 'latin-hypercube': {
      const count = Math.ceil((budget.trials ?? 1) / plan.seeds)
      const blocks = new Map<number, readonly (readonly number[])[]>()
      return distinct((k) => {
        // More trials than it was laid out for get a hypercube of their own.
        const block = Math.floor(k / count)
        const points = blocks.get(block) ?? latinHypercube(space.length, count, mixSeeds(strategy.seed, block))
        blocks.set(block, points)
        return assignmentAt(space, points[k % count] ?? [])
      })
    }
    case 'tpe':
      return (n, tried) => {
        const known = new Set(tried.map((trial) => assignmentKey(withoutIdle(trial.values))))
        for (let again = 0; again < patience; again++) {
          // After a while in vain it draws at random: the good places of a small space are all tried.
          const startup = again < 20 ? strategy.startup : Infinity
          const values = withoutIdle(tpeAssignment(space, tried, { ...strategy, startup, seed: mixSeeds(strategy.seed, n, again) }))
          if (!known.has(assignmentKey(values))) return values
        }
        return null
      }
  }
}

/** Leaves out what came before, and settings that change nothing of a trial: a coarse space has few points. */
function distinct(draw: (k: number) => Assignment): Proposals {
  const found: Assignment[] = []
  const known = new Set<string>()
  let k = 0
  return (n) => {
    for (let inVain = 0; found.length <= n && inVain < patience; k++) {
      const values = withoutIdle(draw(k))
      const key = assignmentKey(values)
      inVain = known.has(key) ? inVain + 1 : 0
      if (known.has(key)) continue
      known.add(key)
      found.push(values)
    }
    return found[n] ?? null
  }
}

import { CrossfadeError } from '@shared/errors'
import type { EngineProbe, TrainerMethods } from '@shared/engine/trainer-methods'
import type { EngineProcess } from './engine-process'

export interface Probing {
  /** What the trainer can do on this machine; asked once, and again only after a failure. Throws as the process does; `cancelled` where it was ended. */
  readonly ask: () => Promise<EngineProbe>
  /** Ends a probe that is under way: there is nothing to lose in it. */
  readonly end: () => void
}

/** Asks in a process of its own: the probe tries every mode, and what it leaves behind ends with it. */
export function engineProbe(startTrainer: () => EngineProcess<TrainerMethods>): Probing {
  let answer: Promise<EngineProbe> | null = null
  let asked: EngineProcess<TrainerMethods> | null = null
  let ended = false
  const probe = async () => {
    const trainer = startTrainer()
    asked = trainer
    try {
      return await trainer.request('probe', {})
    } catch (thrown) {
      throw ended ? new CrossfadeError('cancelled', 'The engine was not asked to the end.') : thrown
    } finally {
      await trainer.stop()
      asked = null
    }
  }
  return {
    ask: () => {
      answer ??= probe().catch((thrown: unknown) => {
        answer = null
        throw thrown
      })
      return answer
    },
    end: () => {
      ended = true
      asked?.kill()
    },
  }
}

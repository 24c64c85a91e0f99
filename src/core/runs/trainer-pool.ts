import type { TrainerMethods } from '@shared/engine/trainer-methods'
import { CrossfadeError } from '@shared/errors'
import type { RunRecord } from '@shared/run/run-record'
import type { EngineProcess } from '../engine-process/engine-process'

type Trainer = EngineProcess<TrainerMethods>

interface Kept {
  readonly key: string
  readonly used: number
  /** Of the run that it trained last. */
  readonly shape: string
}

/** Each model leaves under 1 MB behind in its process (facts of the engine probe); a fresh one now and then keeps it small. */
const runsPerProcess = 50

/**
 * Trainer processes, one a running run. Loading TensorFlow takes about a second, so one that is done waits for the next run.
 * TensorFlow fixes its threads at its first call: a process is used again only for the same number of threads.
 */
export class TrainerPool {
  private readonly idle: (Kept & { readonly trainer: Trainer })[] = []
  private readonly used = new Map<Trainer, Kept>()

  private closed = false
  private mostIdle = 1

  constructor(private readonly start: (kind: RunRecord['kind']) => Trainer) {}

  /** So many processes may wait for the next run: a study that trains several at once wants them warm. */
  keepWarm(processes: number): void {
    this.mostIdle = Math.max(1, processes)
    const ending = this.idle.splice(this.mostIdle)
    for (const { trainer } of ending) void trainer.stop()
  }

  /** `shape`: of the step that it will train (step-shape.ts); a process that has just trained one of it is the best. Throws `cancelled` once the pool is closed. */
  take(threads: string, kind: RunRecord['kind'] = 'layers', shape = ''): Trainer {
    const key = `${kind} ${threads}`
    if (this.closed) throw new CrossfadeError('cancelled', 'Crossfade is closing.')
    const fits = (one: Kept & { readonly trainer: Trainer }) => one.key === key && one.trainer.running
    const best = this.idle.findIndex((one) => fits(one) && one.shape === shape)
    const place = best >= 0 ? best : this.idle.findIndex(fits)
    const found = place >= 0 ? this.idle.splice(place, 1)[0] : undefined
    const trainer = found?.trainer ?? this.start(kind)
    this.used.set(trainer, { key, used: (found?.used ?? 0) + 1, shape })
    return trainer
  }

  /** `healthy`: it answered, so that it may be used again. */
  async giveBack(trainer: Trainer, healthy: boolean): Promise<void> {
    const kept = this.used.get(trainer)
    this.used.delete(trainer)
    if (!trainer.running) return
    if (healthy && kept !== undefined && kept.used < runsPerProcess && this.idle.length < this.mostIdle && !this.closed) this.idle.push({ trainer, ...kept })
    else await trainer.stop()
  }

  async close(): Promise<void> {
    this.closed = true
    const all = [...this.idle.map((one) => one.trainer), ...this.used.keys()]
    this.idle.length = 0
    this.used.clear()
    await Promise.all(all.map((trainer) => trainer.stop()))
  }
}

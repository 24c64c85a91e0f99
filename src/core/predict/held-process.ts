import { CrossfadeError } from '@shared/errors'

/** What is held: a process that may die by itself. */
interface Process {
  readonly running: boolean
  stop(): Promise<void>
}

/** One process that stays until it is closed. Where it died it is started anew, once for all who ask at the same time. */
export class HeldProcess<Held extends Process> {
  private current: Promise<Held>
  private closed = false

  constructor(private readonly start: () => Promise<Held>) {
    this.current = this.begin()
  }

  /** As it was begun last: a start that failed is not tried again. Throws what the start throws. */
  get ready(): Promise<Held> {
    return this.current
  }

  /** Throws `cancelled` once it is closed, and what its start throws. */
  async get(): Promise<Held> {
    const before = this.current
    const running = await before.then((held) => held.running).catch(() => false)
    if (this.closed) throw new CrossfadeError('cancelled', 'The form was closed.')
    if (!running && this.current === before) this.current = this.begin()
    return this.current
  }

  /** Resolves when the process is gone, one that is just starting too. */
  async close(): Promise<void> {
    this.closed = true
    const held = await this.current.catch(() => null)
    await held?.stop()
  }

  private begin(): Promise<Held> {
    const begun = this.start()
    // Told to whoever asks.
    begun.catch(() => undefined)
    return begun
  }
}

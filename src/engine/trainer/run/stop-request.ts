/** How a training is to end before its last epoch. */
export type StopWhen = 'now' | 'epoch-end' | 'pause'

/** Carries the wish to stop from the message loop to the training loop. The strongest wish counts: now, then pause, then epoch-end. */
export class StopRequest {
  private wanted: StopWhen | null = null
  private heard: ((when: StopWhen) => void) | null = null

  ask(when: StopWhen): void {
    const strength = { 'epoch-end': 0, pause: 1, now: 2 } as const
    if (this.wanted === null || strength[when] > strength[this.wanted]) {
      this.wanted = when
      this.heard?.(when)
    }
  }

  /** Calls `listener` as soon as somebody asks. */
  onAsk(listener: (when: StopWhen) => void): void {
    this.heard = listener
    if (this.wanted !== null) listener(this.wanted)
  }

  /** What to do between two chunks. */
  get atChunk(): 'now' | 'pause' | null {
    return this.wanted === 'epoch-end' ? null : this.wanted
  }

  /** What to do at the end of an epoch. */
  get atEpoch(): StopWhen | null {
    return this.wanted
  }
}

/** A timer of Node holds at most 2^31 ms. */
const longestWait = 2 ** 30

/** How long a study has been worked on, over all its stretches, and a bell when its time is over. */
export class StudyClock {
  private began = Date.now()
  private stopped = false
  private timer: NodeJS.Timeout | null = null

  /** `before`: ms of the stretches before this one. */
  constructor(private before: number) {}

  get workedMs(): number {
    return this.stopped ? this.before : this.before + Date.now() - this.began
  }

  /** This stretch begins now. */
  start(): void {
    this.began = Date.now()
  }

  /** The stretch is over: time stands still, and nothing rings any more. */
  stop(): void {
    this.before = this.workedMs
    this.stopped = true
    if (this.timer !== null) clearTimeout(this.timer)
  }

  isOver(minutes: number | undefined): boolean {
    return minutes !== undefined && this.workedMs >= minutes * 60_000
  }

  /** Rings once so many minutes were worked; a bell set earlier is taken back. */
  ring(minutes: number | undefined, bell: () => void): void {
    if (this.timer !== null) clearTimeout(this.timer)
    if (minutes === undefined || this.stopped) return
    const left = minutes * 60_000 - this.workedMs
    this.timer = setTimeout(() => (left > longestWait ? this.ring(minutes, bell) : bell()), Math.max(0, Math.min(left, longestWait)) + 5)
  }
}

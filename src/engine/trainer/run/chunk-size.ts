/** Milliseconds of work between two looks at the message loop. */
const wantedMs = 80

/** Finds how many steps take about 80 ms: starts with one, doubles at most, and never takes more than the program can. */
export class ChunkSize {
  private steps = 1

  constructor(private readonly capacity: number) {}

  get next(): number {
    return this.steps
  }

  /** Learns from a chunk of `steps` that took `ms`. */
  took(steps: number, ms: number): void {
    const fitting = Math.floor((steps * wantedMs) / Math.max(ms, 0.01))
    this.steps = Math.max(1, Math.min(fitting, 4 * steps, this.capacity))
  }
}

/** Lets messages in. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Does work that pauses now and then, letting messages in at each pause. */
export async function patiently<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const { done, value } = work.next()
    if (done === true) return value
    await breathe()
  }
}

/** So many programs wait for another run of their kind, and hold so much in their variables together. */
export const mostKept = 8
export const mostBytes = 2 ** 27

interface Kept<T> {
  readonly key: string
  readonly session: T
  readonly bytes: number
}

/** Sessions that nobody uses at the moment, by what they compute. Over the limits, those that waited longest go first. */
export class KeptSessions<T extends { dispose(): void }> {
  /** Longest waiting first. */
  private kept: readonly Kept<T>[] = []

  /** One of this key, which is the caller's from now on; null: none waits. */
  take(key: string): T | null {
    const found = this.kept.find((one) => one.key === key)
    if (found === undefined) return null
    this.kept = this.kept.filter((one) => one !== found)
    return found.session
  }

  /** Keeps it, or disposes of it where it is too large. */
  give(key: string, session: T, bytes: number): void {
    if (bytes > mostBytes) {
      session.dispose()
      return
    }
    this.kept = [...this.kept, { key, session, bytes }]
    while (this.kept.length > mostKept || this.bytes > mostBytes) {
      this.kept[0]?.session.dispose()
      this.kept = this.kept.slice(1)
    }
  }

  private get bytes(): number {
    return this.kept.reduce((sum, one) => sum + one.bytes, 0)
  }
}

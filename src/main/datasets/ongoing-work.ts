import type { DatasetWork } from '@shared/ipc/contract'

/** Work on tables, one of each kind at a time: a newer one ends the older, which answers `cancelled`. */
export class OngoingWork {
  private readonly controllers = new Map<DatasetWork, AbortController>()

  async only<Result>(work: DatasetWork, run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    this.cancel(work)
    const controller = new AbortController()
    this.controllers.set(work, controller)
    try {
      return await run(controller.signal)
    } finally {
      if (this.controllers.get(work) === controller) this.controllers.delete(work)
    }
  }

  cancel(work: DatasetWork): void {
    this.controllers.get(work)?.abort()
    this.controllers.delete(work)
  }
}

import type { DatasetWork } from '@shared/ipc/requests/datasets'

/** Work of some kinds, on tables unless said otherwise, one of each kind at a time: a newer one ends the older, which answers `cancelled`. */
export class OngoingWork<Work extends string = DatasetWork> {
  private readonly controllers = new Map<Work, AbortController>()

  async only<Result>(work: Work, run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    this.cancel(work)
    const controller = new AbortController()
    this.controllers.set(work, controller)
    try {
      return await run(controller.signal)
    } finally {
      if (this.controllers.get(work) === controller) this.controllers.delete(work)
    }
  }

  cancel(work: Work): void {
    this.controllers.get(work)?.abort()
    this.controllers.delete(work)
  }
}

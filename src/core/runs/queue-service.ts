import type { QueueService, RunService } from './run-verbs'
import type { RunDesk } from './run-desk'
import type { RunQueue } from './run-queue'

/** The verbs over queue.json. `find`: the id of a named run. */
export function createQueueService(queue: RunQueue, desk: RunDesk, find: (named: string) => Promise<string>, stop: RunService['stop']): QueueService {
  const paused = async (value: boolean) => {
    const after = await queue.change((before) => ({ ...before, paused: value }))
    if (!value) void desk.startNext()
    return after
  }
  return {
    get: () => queue.read(),
    pause: () => paused(true),
    resume: () => paused(false),
    move: async (named, place) => queue.move(await find(named), place),
    working: async () => queue.atWork(await queue.read()),
    cancel: async (named) => {
      await stop(named, 'now')
      return queue.read()
    },
  }
}

import { CrossfadeError, toEnvelope } from '@shared/errors'
import type { EngineRole } from '@shared/engine/roles'
import { toEngine } from '@shared/engine/wire'
import type { EngineMethod, EventOf, FromEngine, InputOf, ResultOf } from '@shared/engine/wire'
import type { z } from 'zod'
import { openParentChannel } from './parent-channel'
import type { ParentChannel } from './parent-channel'

type Methods = Readonly<Record<string, EngineMethod<z.ZodType, unknown, unknown>>>

export interface CallContext<Event> {
  /** Aborted when the caller no longer wants the result. */
  readonly signal: AbortSignal
  readonly emit: (event: Event) => void
}

export type Handlers<M extends Methods> = {
  readonly [K in keyof M]: (input: InputOf<M[K]>, context: CallContext<EventOf<M[K]>>) => Promise<ResultOf<M[K]>>
}

/**
 * Answers requests of core until the parent goes or asks for the end. Each request is validated here, where it is received.
 * SIGINT is ignored: Ctrl-C reaches the whole group of a terminal, and the parent decides what it means.
 * `beforeExit` runs on an orderly shutdown.
 */
export function serveEngine<M extends Methods>(
  role: EngineRole,
  methods: M,
  handlers: Handlers<M>,
  channel: ParentChannel = openParentChannel(),
  beforeExit: () => Promise<void> = () => Promise.resolve(),
): void {
  process.on('SIGINT', () => undefined)
  const running = new Map<number, AbortController>()
  const send = (message: FromEngine) => channel.send(message)

  const answer = async (id: number, name: string, payload: unknown) => {
    const controller = new AbortController()
    running.set(id, controller)
    try {
      const declared = Object.prototype.hasOwnProperty.call(methods, name) ? methods[name] : undefined
      const handler = declared === undefined ? undefined : handlers[name]
      if (declared === undefined || handler === undefined) {
        throw new CrossfadeError('invalid-argument', `The ${role} engine has no method ${name}.`)
      }
      const parsed = declared.input.safeParse(payload)
      if (!parsed.success) {
        throw new CrossfadeError('invalid-argument', `${name}: ${parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ')}`)
      }
      const context: CallContext<EventOf<M[string]>> = {
        signal: controller.signal,
        emit: (event) => send({ kind: 'event', id, event }),
      }
      const value = await handler(parsed.data as InputOf<M[string]>, context)
      send({ kind: 'result', id, value })
    } catch (thrown) {
      send({ kind: 'error', id, error: toEnvelope(thrown) })
    } finally {
      running.delete(id)
    }
  }

  channel.onMessage((message) => {
    const parsed = toEngine.safeParse(message)
    if (!parsed.success) return
    switch (parsed.data.kind) {
      case 'request':
        void answer(parsed.data.id, parsed.data.method, parsed.data.payload)
        return
      case 'cancel':
        running.get(parsed.data.id)?.abort()
        return
      case 'shutdown':
        void beforeExit().finally(() => process.exit(0))
    }
  })
  send({ kind: 'ready', role, pid: process.pid })
}

import { CrossfadeError, fromEnvelope } from '@shared/errors'
import type { EngineRole } from '@shared/engine/roles'
import { fromEngine } from '@shared/engine/wire'
import type { EngineMethod, EventOf, InputOf, ResultOf, ToEngine } from '@shared/engine/wire'
import type { z } from 'zod'
import type { EngineChild, EngineExit, StartEngine } from './engine-child'

type Methods = Readonly<Record<string, EngineMethod<z.ZodType, unknown, unknown>>>

export interface RequestOptions<Event> {
  /** Asks the engine to end the work early; the promise still settles with what the engine answers. */
  readonly signal?: AbortSignal | undefined
  readonly onEvent?: ((event: Event) => void) | undefined
}

export interface EngineProcessOptions<M extends Methods> {
  readonly role: EngineRole
  readonly methods: M
  readonly startEngine: StartEngine
  readonly readyTimeoutMs?: number
  /** How long `stop` waits for an orderly end before it kills. */
  readonly stopTimeoutMs?: number
  readonly onExit?: (exit: EngineExit, wanted: boolean) => void
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
  readonly onEvent: ((event: unknown) => void) | undefined
}

/**
 * The one owner of an engine process: starts it with a ready timeout, asks it, hears its end. Its death, for whatever reason,
 * rejects every caller who waits with `engine-exited`. It is never started anew by itself: that is the caller's decision.
 */
export class EngineProcess<M extends Methods> {
  readonly role: EngineRole
  /** Rejects with `engine-unavailable` when the process does not get ready. */
  readonly ready: Promise<void>
  private readonly child: EngineChild
  private readonly waiting = new Map<number, Waiting>()
  private readonly stopTimeoutMs: number
  private readonly exited: Promise<EngineExit>
  private nextId = 1
  private exit: EngineExit | null = null
  private wanted = false

  constructor(options: EngineProcessOptions<M>) {
    this.role = options.role
    this.stopTimeoutMs = options.stopTimeoutMs ?? 5_000
    const readyTimeoutMs = options.readyTimeoutMs ?? 60_000
    this.child = options.startEngine(options.role)
    this.exited = new Promise((resolve) => {
      this.child.onExit((exit) => {
        if (this.exit !== null) return
        this.exit = exit
        const waiting = [...this.waiting.values()]
        this.waiting.clear()
        for (const one of waiting) one.reject(this.exitedError())
        options.onExit?.(exit, this.wanted)
        resolve(exit)
      })
    })
    this.ready = new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(this.unavailable(`did not get ready within ${readyTimeoutMs / 1000} s`))
        this.child.kill()
      }, readyTimeoutMs)
      void this.exited.then((exit) => {
        clearTimeout(timer)
        // Killed while it started: nothing is missing, so what was asked can be asked again.
        reject(exit.signal === null && exit.code !== 0 ? this.unavailable(describeExit(exit)) : this.exitedError())
      })
      this.child.onMessage((message) => {
        const parsed = fromEngine.safeParse(message)
        if (!parsed.success) return
        if (parsed.data.kind === 'ready') {
          clearTimeout(timer)
          resolve()
        } else {
          this.settle(parsed.data)
        }
      })
    })
    // Whoever asks awaits `ready`; nobody may be asking.
    this.ready.catch(() => undefined)
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  get running(): boolean {
    return this.exit === null
  }

  async request<K extends keyof M & string>(
    name: K,
    input: InputOf<M[K]>,
    options: RequestOptions<EventOf<M[K]>> = {},
  ): Promise<ResultOf<M[K]>> {
    await this.ready
    if (this.exit !== null) throw this.exitedError()
    if (options.signal?.aborted === true) throw new CrossfadeError('cancelled', 'Cancelled.')
    const id = this.nextId++
    const cancel = () => this.send({ kind: 'cancel', id })
    options.signal?.addEventListener('abort', cancel, { once: true })
    try {
      return await new Promise<ResultOf<M[K]>>((resolve, reject) => {
        this.waiting.set(id, {
          resolve: resolve as (value: unknown) => void,
          reject,
          onEvent: options.onEvent as ((event: unknown) => void) | undefined,
        })
        this.send({ kind: 'request', id, method: name, payload: input })
      })
    } finally {
      options.signal?.removeEventListener('abort', cancel)
    }
  }

  /** Asks for an orderly end, then kills. Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.wanted = true
    if (this.exit !== null) return
    this.send({ kind: 'shutdown' })
    const timer = setTimeout(() => this.child.kill(), this.stopTimeoutMs)
    await this.exited
    clearTimeout(timer)
  }

  /** Ends the process without asking. */
  kill(): void {
    this.wanted = true
    this.child.kill()
  }

  private send(message: ToEngine): void {
    if (this.exit === null) this.child.send(message)
  }

  private settle(message: Exclude<z.infer<typeof fromEngine>, { kind: 'ready' }>): void {
    const one = this.waiting.get(message.id)
    if (one === undefined) return
    switch (message.kind) {
      case 'event':
        one.onEvent?.(message.event)
        return
      case 'result':
        this.waiting.delete(message.id)
        one.resolve(message.value)
        return
      case 'error':
        this.waiting.delete(message.id)
        one.reject(fromEnvelope(message.error))
    }
  }

  private exitedError(): CrossfadeError {
    const exit = this.exit ?? { code: null, signal: null }
    return new CrossfadeError('engine-exited', `The ${this.role} engine ended unexpectedly (${describeExit(exit)}).`, {
      ...exit,
      output: this.child.outputTail(),
    })
  }

  private unavailable(why: string): CrossfadeError {
    const output = this.child.outputTail()
    const lines = output.trim().split('\n')
    const hint = lines.find((line) => /error/i.test(line)) ?? lines[lines.length - 1] ?? ''
    return new CrossfadeError(
      'engine-unavailable',
      `The ${this.role} engine could not be started: it ${why}.${hint === '' ? '' : ` It said: ${hint.trim().slice(0, 300)}`} Run "npm run doctor" to see what is missing.`,
      { output },
    )
  }
}

/** How a process ended, in words. */
export function describeExit(exit: EngineExit): string {
  if (exit.signal === 'SIGKILL') return 'was killed, by the system if memory ran out'
  // An engine ends with 0 only when it is asked to. Electron answers 0 where the channel closed before the system told how the process ended:
  // on a busy machine, that is how a kill looks (seen on Electron 22.3.25).
  if (exit.code === 0) return 'was killed or crashed; the system did not say which'
  if (exit.signal !== null) return `ended by ${exit.signal}`
  return exit.code === null ? 'could not be started' : `ended with code ${exit.code}`
}

import { z } from 'zod'
import { errorEnvelope } from '../errors'
import { engineRole } from './roles'

/** What core sends to an engine process. */
export const toEngine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('request'), id: z.number().int(), method: z.string(), payload: z.unknown() }),
  /** Asks the work of a request to end early; its promise still settles. */
  z.object({ kind: z.literal('cancel'), id: z.number().int() }),
  z.object({ kind: z.literal('shutdown') }),
])
export type ToEngine = z.infer<typeof toEngine>

/** What an engine process sends to core. Events belong to a request and come before its result. */
export const fromEngine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), role: engineRole, pid: z.number().int() }),
  z.object({ kind: z.literal('result'), id: z.number().int(), value: z.unknown() }),
  z.object({ kind: z.literal('error'), id: z.number().int(), error: errorEnvelope }),
  z.object({ kind: z.literal('event'), id: z.number().int(), event: z.unknown() }),
])
export type FromEngine = z.infer<typeof fromEngine>

/** A method of an engine role: what it takes (validated by the process that receives it), what it answers, what it tells on the way. */
export interface EngineMethod<Input extends z.ZodType, Result, Event> {
  readonly input: Input
  /** Type only; never read. */
  readonly result?: Result
  readonly event?: Event
}

/** Declares a method. `Result` and `Event` are types for the author; core trusts its own engine processes. */
export function method<Result, Event = never>() {
  return <Input extends z.ZodType>(input: Input): EngineMethod<Input, Result, Event> => ({ input })
}

export type InputOf<M> = M extends EngineMethod<infer Input, unknown, unknown> ? z.infer<Input> : never
export type ResultOf<M> = M extends EngineMethod<z.ZodType, infer Result, unknown> ? Result : never
export type EventOf<M> = M extends EngineMethod<z.ZodType, unknown, infer Event> ? Event : never

import { z } from 'zod'

/** A request of the window: how its argument is checked in main, and what main answers. */
export interface Request<Argument extends z.ZodType, Result> {
  readonly argument: Argument
  /** Type only; never read. */
  readonly result?: Result
}

export interface Event<Payload extends z.ZodType> {
  readonly payload: Payload
}

export const request =
  <Result>() =>
  <Argument extends z.ZodType>(argument: Argument): Request<Argument, Result> => ({ argument })

/** Main's own messages to its window: validated for shape on arrival, typed by what core emits. */
export const event = <Payload>(shape: z.ZodType<Payload> = z.custom<Payload>((value) => typeof value === 'object' && value !== null)): Event<z.ZodType<Payload>> => ({
  payload: shape,
})

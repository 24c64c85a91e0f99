import { requests } from '@shared/ipc/contract'
import type { Answer, ArgumentOf, Channel, ResultOfChannel } from '@shared/ipc/contract'
import { toEnvelope } from '@shared/errors'
import type { ErrorEnvelope } from '@shared/errors'

export type RequestHandlers = {
  readonly [C in Channel]: (argument: ArgumentOf<C>) => ResultOfChannel<C> | Promise<ResultOfChannel<C>>
}

export const refuse = (message: string): { readonly ok: false; readonly error: ErrorEnvelope } => ({
  ok: false,
  error: { code: 'invalid-argument', message },
})

/**
 * Answers one request: the argument checked against the contract, a failure as an envelope, never a rejection.
 * `onBug` hears of failures that nobody expected.
 */
export async function answer<C extends Channel>(
  channel: C,
  argument: unknown,
  handlers: RequestHandlers,
  onBug: (channel: Channel, error: ErrorEnvelope) => void,
): Promise<Answer<ResultOfChannel<C>>> {
  const parsed = requests[channel].argument.safeParse(argument)
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'argument'}: ${issue.message}`)
    return refuse(`${channel}: ${issues.join('; ')}`)
  }
  try {
    return { ok: true, value: await handlers[channel](parsed.data as ArgumentOf<C>) }
  } catch (thrown) {
    const error = toEnvelope(thrown)
    if (error.code === 'internal') onBug(channel, error)
    return { ok: false, error }
  }
}

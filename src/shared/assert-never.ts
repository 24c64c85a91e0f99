/** Ends a switch over a tagged union: does not compile when a kind is not handled. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`)
}

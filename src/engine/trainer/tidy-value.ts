import { tf } from './tensorflow'

/**
 * tf.tidy for work that answers something other than tensors: all tensors made within are gone afterwards. tf.tidy itself looks for tensors in
 * what it answers, in an array at every element: of a million scores that took over a second.
 */
export function tidyValue<T>(work: () => T): T {
  let answer: { readonly value: T } | null = null
  tf.tidy(() => {
    answer = { value: work() }
  })
  if (answer === null) throw new Error('The work of a tidy was not run.')
  return (answer as { readonly value: T }).value
}

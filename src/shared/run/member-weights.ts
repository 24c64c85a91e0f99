import type { RunRecord } from './run-record'

/** The best weights of the members of an ensemble as it was scored with them: sha256 each; null of one without weights on record, such as trees. */
export const memberWeightsOf = (members: readonly Pick<RunRecord, 'weights'>[]): (string | null)[] => members.map(({ weights }) => weights?.best ?? null)

/** The members that have other weights than the ensemble was scored with. `now`: their records, in its order; null of one that is away. */
export function changedMembers({ members = [], memberWeights }: Pick<RunRecord, 'members' | 'memberWeights'>, now: readonly (Pick<RunRecord, 'weights'> | null)[]): readonly string[] {
  // Ensembles from before it was kept say nothing of them.
  if (memberWeights === undefined) return []
  return members.filter((_, place) => {
    const member = now[place] ?? null
    return member !== null && (member.weights?.best ?? null) !== memberWeights[place]
  })
}

/** What figures of an ensemble are no more, in a line that says what to do; null where they are of the weights that it predicts with. */
export function changedMembersLine(id: string, changed: readonly string[]): string | null {
  if (changed.length === 0) return null
  const [subject, verb] = changed.length === 1 ? [`Its member ${changed.join()}`, 'was'] : [`Its members ${changed.join(', ')}`, 'were']
  return `${subject} ${verb} trained on since this was scored: predictions use the new weights, the figures are of those before. "crossfade evaluate ${id}" scores it again.`
}

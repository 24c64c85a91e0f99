import { unsavedBest } from '../run/in-force'
import type { RunDetail } from '../run/run-detail'
import { stable } from './settings-diff'

export const leastMembers = 2
export const mostMembers = 20

/**
 * Why these runs cannot be put together as one model, in a line that says what to do; null where they can. What kind of model each is and how it
 * prepares its inputs plays no part: the mean is one of scores on the same rows.
 */
export function ensembleObstacle(members: readonly Pick<RunDetail, 'record' | 'notes' | 'evaluation' | 'saved'>[]): string | null {
  const nameOf = ({ record, notes }: Pick<RunDetail, 'record' | 'notes'>) => (notes.name.trim() === '' ? record.id : notes.name.trim())
  const [first, ...others] = members
  if (first === undefined || members.length < leastMembers) return 'An ensemble needs two different runs. Name another one.'
  if (members.length > mostMembers) return `At most ${mostMembers} runs can be put together. Leave some out.`
  for (const one of members) {
    const { record } = one
    if (record.kind === 'ensemble') return `${nameOf(one)} is an ensemble itself. Name its members instead.`
    if (record.kind === 'imported') return `${nameOf(one)} was read from another program: neither its scores nor its model are here. Leave it out.`
    // Trees have no weights by name.
    if (record.best === null || (record.kind === 'layers' && record.weights === null)) return `${nameOf(one)} has no finished model: it is ${record.status}. Let it come to its end, or leave it out.`
    if (unsavedBest(one) !== null) return `${nameOf(one)} was trained on and is ${record.status}: its best weights are saved when its training ends. Resume it, or leave it out.`
  }
  for (const one of others) {
    const pair = `${nameOf(first)} and ${nameOf(one)}`
    const [a, b] = [first.record.experiment.recipe, one.record.experiment.recipe]
    if (a.task !== b.task || a.target !== b.target) return `${pair} predict different things (${a.target} and ${b.target}), so their scores have no mean. Choose runs with one target.`
    if (first.record.dataset.sha256 !== one.record.dataset.sha256) return `${pair} were trained on different files. Choose runs on one file.`
    if (stable(first.evaluation?.classes ?? []) !== stable(one.evaluation?.classes ?? [])) return `${pair} do not have the same classes, so their scores have no mean. Choose runs with the same classes.`
    if (first.record.split?.hash !== one.record.split?.hash) return `${pair} are split in different ways: rows that one is tested on, the other learned from. Train one of them again on the split of the other.`
  }
  return null
}

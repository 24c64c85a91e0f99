import { z } from 'zod'
import { modelDesign } from '@shared/model/model-design'
import { recipe } from '@shared/recipe/recipe'
import { trainingSettings } from '@shared/training/training-settings'
import type { Draft } from './first-draft'

const kept = z.object({ name: z.string().max(200), recipe, model: modelDesign, training: trainingSettings })

/** So many drafts are kept between sessions, those of the datasets opened last. */
export const mostKept = 20

/** The key of the layout under which the draft for a dataset is kept. */
export const draftKey = (dataset: string): string => `draft:${dataset}`

/** A draft as it was left, or null where there is none that this version understands. */
export function keptDraft(value: unknown): Draft | null {
  const read = kept.safeParse(value)
  return read.success ? read.data : null
}

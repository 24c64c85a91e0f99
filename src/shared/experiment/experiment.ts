import { z } from 'zod'
import { readingOptions } from '../dataset/reading-options'
import { modelDesign } from '../model/model-design'
import { recipe } from '../recipe/recipe'
import { trainingSettings } from '../training/training-settings'

/** experiment.json: all that a run depends on. Documented in docs/experiment-format.md. Version 1. */
export const experiment = z.object({
  version: z.literal(1),
  name: z.string().max(200),
  dataset: z.object({
    path: z.string().min(1),
    sha256: z.string().regex(/^[0-9a-f]{64}$/).optional(),
    reading: readingOptions,
  }),
  recipe,
  model: modelDesign,
  training: trainingSettings,
})
export type Experiment = z.infer<typeof experiment>

import { z } from 'zod'
import { outputActivation } from './activation'
import { layer } from './layer'
import { startWeights } from './start-weights'

/** A layer stack without its ends: input width and output units follow from the data. */
export const modelDesign = z.object({
  layers: z.array(layer).max(100),
  output: z.object({ activation: outputActivation }),
  start: startWeights.optional(),
})
export type ModelDesign = z.infer<typeof modelDesign>

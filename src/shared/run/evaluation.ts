import { z } from 'zod'

/** A metric with its 95 % interval, where there is one; `method` names how the interval was made. */
const measured = z.object({
  value: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  method: z.string().nullable(),
})
export type Measured = z.infer<typeof measured>

export const classRow = z.object({
  name: z.string(),
  /** Rows of the class in this part. */
  support: z.number().int(),
  predicted: z.number().int(),
  precision: z.number().nullable(),
  recall: z.number().nullable(),
  f1: z.number().nullable(),
})
export type ClassRow = z.infer<typeof classRow>

/** The scores of one part of the rows with the best weights. */
export const partEvaluation = z.object({
  rows: z.number().int(),
  epoch: z.number().int(),
  scoredAt: z.string(),
  metrics: z.record(z.string(), measured),
  /** Of two classes: which one is positive, and from which score on it is predicted; null: where it scores higher than the other. */
  positive: z.object({ class: z.string(), threshold: z.number().nullable() }).optional(),
  /** Rows: true class; columns: predicted class; class order as in `classes`. Null for regression. */
  confusion: z.array(z.array(z.number().int())).nullable(),
  perClass: z.array(classRow).nullable(),
})
export type PartEvaluation = z.infer<typeof partEvaluation>

/** evaluation.json. Version 1. */
export const evaluation = z.object({
  version: z.literal(1),
  classes: z.array(z.string()),
  validation: partEvaluation.nullable(),
  test: partEvaluation.nullable(),
})
export type Evaluation = z.infer<typeof evaluation>

import { z } from 'zod'

export const fileFormats = ['csv', 'parquet', 'jsonl', 'xlsx'] as const
export const fileFormat = z.enum(fileFormats)
export type FileFormat = z.infer<typeof fileFormat>

export const encodings = ['utf-8', 'utf-16', 'latin-1', 'windows-1252'] as const

/** How a file is to be read. What is absent is sniffed; a dataset record holds what was found. */
export const readingOptions = z.object({
  format: fileFormat.optional(),
  delimiter: z.string().min(1).max(4).optional(),
  quote: z.string().max(1).optional(),
  header: z.boolean().optional(),
  encoding: z.enum(encodings).optional(),
  decimal: z.enum(['.', ',']).optional(),
  thousands: z.enum(['', ',', '.', ' ', "'"]).optional(),
  sheet: z.string().optional(),
  /** Spellings that mean "missing", beside the empty field. */
  na: z.array(z.string()).optional(),
})
export type ReadingOptions = z.infer<typeof readingOptions>

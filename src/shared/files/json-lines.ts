import type { z } from 'zod'

export interface JsonLines<Value> {
  readonly values: readonly Value[]
  /** The last line was cut off by a crash: it was never finished, so nobody was told of it. */
  readonly torn: boolean
  /** 1-based numbers of lines that are whole but cannot be read. */
  readonly bad: readonly number[]
}

/** An append-only file of one JSON document a line. A torn last line is left out; a bad line hides no other. */
export function parseJsonLines<Schema extends z.ZodType>(text: string, schema: Schema): JsonLines<z.infer<Schema>> {
  const lines = text.split('\n')
  const values: z.infer<Schema>[] = []
  const bad: number[] = []
  let torn = false
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue
    const parsed = parseLine(line, schema)
    if (parsed !== null) values.push(parsed.value)
    else if (index === lines.length - 1) torn = true
    else bad.push(index + 1)
  }
  return { values, torn, bad }
}

function parseLine<Schema extends z.ZodType>(line: string, schema: Schema): { readonly value: z.infer<Schema> } | null {
  try {
    const parsed = schema.safeParse(JSON.parse(line))
    return parsed.success ? { value: parsed.data } : null
  } catch {
    return null
  }
}

import type { z } from 'zod'

/** One step from a version to the next. */
export type Upgrade = (old: Readonly<Record<string, unknown>>) => Record<string, unknown>

export interface VersionedFormat<Schema extends z.ZodType> {
  /** Of the newest version, `current`. */
  readonly schema: Schema
  readonly current: number
  /** `upgrades[n]` turns version n into n + 1. */
  readonly upgrades: Readonly<Record<number, Upgrade>>
}

export type ReadResult<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  | { readonly kind: 'bad'; readonly reason: string }

/** A file's text as a value of the newest version, or the reason in words why it cannot be read. Never throws. */
export function readVersioned<Schema extends z.ZodType>(text: string, format: VersionedFormat<Schema>): ReadResult<z.infer<Schema>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { kind: 'bad', reason: text.trim() === '' ? 'it is empty' : 'it is not JSON, or its end is missing' }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { kind: 'bad', reason: 'it holds no record' }
  let record = value as Record<string, unknown>
  const version = record['version']
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) return { kind: 'bad', reason: 'it has no version number' }
  if (version > format.current) {
    return { kind: 'bad', reason: `it was written by a newer Crossfade (format ${version}, this one reads up to ${format.current})` }
  }
  for (let from = version; from < format.current; from++) {
    const upgrade = format.upgrades[from]
    if (upgrade === undefined) return { kind: 'bad', reason: `there is no way from format ${from} to ${from + 1}` }
    record = { ...upgrade(record), version: from + 1 }
  }
  const parsed = format.schema.safeParse(record)
  if (parsed.success) return { kind: 'ok', value: parsed.data }
  const issue = parsed.error.issues[0]
  return { kind: 'bad', reason: issue === undefined ? 'it does not fit its format' : `${issue.path.join('.') || 'the record'}: ${issue.message}` }
}

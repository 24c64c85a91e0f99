import type { ToldRun } from '@shared/export/told-run'
import { doubleOf, readFields, textOf } from '../protobuf/message'
import type { Field } from '../protobuf/message'

type Settings = ToldRun['settings']

const message = (fields: readonly Field[], number: number): readonly Field[] | null => {
  const found = fields.find((field) => field.number === number && field.wire === 2)
  return found === undefined ? null : readFields(found.bytes)
}

/**
 * The settings that a value of a summary tells to the hparams tab; null where it tells none. summary.proto: metadata 9, its plugin 1 with content 2;
 * plugin_data.proto of the hparams plugin: session_start_info 3, its hparams 1, a map of google.protobuf.Value. Throws BrokenMessage.
 */
export function settingsOfValue(value: readonly Field[]): Settings | null {
  const plugin = message(message(value, 9) ?? [], 1)
  const name = plugin?.find((field) => field.number === 1 && field.wire === 2)
  if (plugin === null || plugin === undefined || name === undefined || textOf(name) !== 'hparams') return null
  const start = message(message(plugin, 2) ?? [], 3)
  if (start === null) return null
  const entries = start.filter((field) => field.number === 1 && field.wire === 2).map((entry) => readFields(entry.bytes))
  return Object.fromEntries(entries.flatMap((entry) => {
    const key = entry.find((field) => field.number === 1 && field.wire === 2)
    const told = plainValue(message(entry, 2) ?? [])
    return key === undefined || told === null ? [] : [[textOf(key), told]]
  }))
}

/** struct.proto: number_value 2, string_value 3, bool_value 4; lists and groups are left out. */
function plainValue(fields: readonly Field[]): string | number | boolean | null {
  const [field] = fields
  if (field?.number === 2 && field.wire === 1) return doubleOf(field)
  if (field?.number === 3 && field.wire === 2) return textOf(field)
  return field?.number === 4 && field.wire === 0 ? field.value !== 0 : null
}

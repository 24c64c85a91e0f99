import type { RunRecord } from '../run/run-record'
import { align } from './align'
import type { SettingDifference } from './comparison'
import { settingLabel, settingText } from './setting-words'

/** One row of the table of settings. */
export interface SettingRow extends SettingDifference {
  readonly same: boolean
}

/** What a run depends on, as one document. Left out is what changes nothing: names, where the file lies, why a column was ignored. */
export function settingsOf(record: RunRecord): unknown {
  const { dataset, recipe, model, training } = record.experiment
  const data = { name: record.dataset.name, sha256: record.dataset.sha256, reading: dataset.reading }
  // What another program tells of its settings has its own names.
  if (record.kind === 'imported') return { imported: record.imported?.settings ?? {} }
  // The mean of several models was not trained: its members are all its settings.
  if (record.kind === 'ensemble') return { dataset: data, recipe: { ...recipe, columns: { ...recipe.columns, ignored: undefined } }, model: { layers: [], members: record.members ?? [] } }
  return {
    dataset: data,
    recipe: { ...recipe, columns: { ...recipe.columns, ignored: undefined } },
    // Trees have no layers.
    model: record.baseline ?? model,
    // As asked for; what came of it stands under engine.
    training: { ...training, engine: undefined, threads: undefined },
    engine: record.engine === null ? null : { mode: record.engine.mode, threads: record.engine.threads },
    environment:
      record.environment === null
        ? null
        : { crossfade: record.environment.crossfade, tensorflow: record.environment.tensorflow, platform: record.environment.platform, cpu: record.environment.cpu },
  }
}

/** Every setting of the runs, one row each, in the order of the document. Layer stacks and lists of steps are aligned item by item. */
export function settingRows(settings: readonly unknown[]): readonly SettingRow[] {
  const rows: SettingRow[] = []
  collect('', settings, rows)
  return rows
}

/** The settings that are not the same in all runs. */
export const settingDifferences = (records: readonly RunRecord[]): readonly SettingDifference[] =>
  settingRows(records.map(settingsOf))
    .filter((row) => !row.same)
    .map(({ path, label, values, texts }) => ({ path, label, values, texts }))

/** applies: runs that have settings of this group at all; the others say nothing about what differs. */
function collect(path: string, values: readonly unknown[], rows: SettingRow[], applies: readonly boolean[] = values.map(() => true)): void {
  const known = values.filter((_, i) => applies[i])
  if (known.length === 0) return
  if (known.every(isPlainObject) && sameKind(known)) {
    const keys = [...new Set(known.flatMap((value) => Object.keys(value).filter((key) => value[key] !== undefined)))]
    for (const key of keys) {
      const fields = values.map((value) => (isPlainObject(value) ? value[key] : undefined))
      // A whole group may be missing: what was not trained has no training settings.
      const among = path === '' ? applies.map((one, i) => one && (fields[i] ?? null) !== null) : applies
      collect(path === '' ? key : `${path}.${key}`, fields, rows, among)
    }
    return
  }
  if (values.every(isListOfKinds) && values.some((list) => list.length > 0)) {
    align(values, likeness).forEach((slot, index) => collect(`${path}[${index}]`, slot, rows))
    return
  }
  const plain = values.map((value) => value ?? null)
  const held = plain.filter((_, i) => applies[i])
  const first = stable(held[0])
  rows.push({
    path,
    // The kind of a thing is the thing: "Training › optimizer" is adam.
    label: settingLabel(path.replace(/\.kind$/, '')),
    values: plain,
    texts: plain.map((value, index) => settingText(value, index === 0 ? undefined : plain[0])),
    same: held.every((value) => stable(value) === first),
  })
}

type Fields = Readonly<Record<string, unknown>>

const isPlainObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

const sameKind = (values: readonly Fields[]): boolean => values.every((value) => value['kind'] === values[0]?.['kind'])

const isListOfKinds = (value: unknown): value is readonly Fields[] =>
  Array.isArray(value) && value.every((item) => isPlainObject(item) && typeof item['kind'] === 'string')

/** Equal items go together first, then items of a kind, the more of their fields agree the rather. */
function likeness(a: Fields, b: Fields): number {
  if (stable(a) === stable(b)) return 3
  if (a['kind'] !== b['kind']) return 0
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return 1 + keys.filter((key) => stable(a[key]) === stable(b[key])).length / keys.length
}

/** JSON with the keys in order, so that equal documents have equal texts. */
export function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`
  if (!isPlainObject(value)) return JSON.stringify(value) ?? 'null'
  const fields = Object.keys(value).filter((key) => value[key] !== undefined).sort()
  return `{${fields.map((key) => `${JSON.stringify(key)}:${stable(value[key])}`).join(',')}}`
}

/** Settings in words: names of paths, and values as people write them. */

const names: Readonly<Record<string, string>> = {
  dataset: 'Data',
  recipe: 'Preparation',
  model: 'Model',
  training: 'Training',
  engine: 'Engine',
  environment: 'Machine',
  sha256: 'file',
  columns: 'columns',
  l1: 'L1 penalty',
  l2: 'L2 penalty',
  ema: 'moving average of weights',
  beta1: 'β1',
  beta2: 'β2',
  minDelta: 'least improvement',
  steps: 'steps',
  rows: 'rows',
}

/** model.layers[1].units as "Model › layer 2 › units". */
export function settingLabel(path: string): string {
  const parts = path.split('.').map((part) => {
    const indexed = /^(.+)\[(\d+)\]$/.exec(part)
    if (indexed === null) return names[part] ?? words(part)
    const [, list = '', index = '0'] = indexed
    const one = list === 'layers' ? 'layer' : list === 'steps' ? 'step' : list === 'rows' ? 'row step' : words(list)
    return `${one} ${Number(index) + 1}`
  })
  return parts.join(' › ').replace(/^./, (first) => first.toUpperCase())
}

const words = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)

/** The value of a setting in a few words. `baseline`: the value it is held against, where the difference says more than the value. */
export function settingText(value: unknown, baseline?: unknown): string {
  if (value === null || value === undefined) return '–'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'string') return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 8) : value === '' ? '(empty)' : value
  if (Array.isArray(value)) return listText(value, Array.isArray(baseline) ? baseline : undefined)
  return objectText(value)
}

const numberText = (value: number): string => (Number.isInteger(value) && Math.abs(value) >= 10_000 ? value.toLocaleString('en-US') : String(value))

function listText(values: readonly unknown[], baseline: readonly unknown[] | undefined): string {
  const texts = values.map((value) => settingText(value))
  if (baseline !== undefined && values.length + baseline.length > 6) {
    const before = baseline.map((value) => settingText(value))
    const added = texts.filter((text) => !before.includes(text)).map((text) => `+ ${text}`)
    const removed = before.filter((text) => !texts.includes(text)).map((text) => `− ${text}`)
    const changes = [...added, ...removed]
    if (changes.length > 0 && changes.length <= 6) return `${values.length}: ${changes.join(', ')}`
  }
  if (texts.length === 0) return 'none'
  return texts.length <= 4 ? texts.join(', ') : `${texts.length}: ${texts.slice(0, 3).join(', ')}, …`
}

/** A layer as "dense 256 relu", an optimiser as "adam, beta1 0.9, …": the kind, then what goes with it. */
function objectText(value: object): string {
  const { kind, ...rest } = value as Readonly<Record<string, unknown>>
  const entries = Object.entries(rest).filter(([, field]) => field !== undefined)
  if (kind === 'dense' || kind === 'dropout') {
    const [first, ...others] = entries
    const head = first === undefined ? [] : [settingText(first[1])]
    const tail = others.map(([name, field]) => (name === 'activation' ? settingText(field) : `${words(name)} ${settingText(field)}`))
    return [kind, ...head, ...tail].join(' ')
  }
  const fields = entries.map(([name, field]) => `${names[name] ?? words(name)} ${settingText(field)}`)
  return [...(typeof kind === 'string' ? [kind] : []), ...fields].join(', ')
}

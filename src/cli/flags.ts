import { nearestOf } from '@shared/text/nearest'
import { UsageError } from './usage-error'

/** One flag as it is declared, parsed and explained. */
export interface FlagSpec {
  readonly name: string
  readonly kind: 'switch' | 'text' | 'list' | 'integers' | 'integer' | 'number' | 'choice'
  readonly choices?: readonly string[]
  /** What stands for the value in the help, such as COL. */
  readonly value?: string
  readonly min?: number
  readonly max?: number
  readonly help: string
}

/** What was given on the command line, checked against the declared flags. */
export class Flags {
  constructor(private readonly given: ReadonlyMap<string, string | true>) {}

  has(name: string): boolean {
    return this.given.has(name)
  }

  text(name: string): string | undefined {
    const value = this.given.get(name)
    return value === true ? undefined : value
  }

  number(name: string): number | undefined {
    const value = this.text(name)
    return value === undefined ? undefined : Number(value)
  }

  list(name: string): readonly string[] | undefined {
    return this.text(name)?.split(',').map((part) => part.trim()).filter((part) => part !== '')
  }

  integers(name: string): readonly number[] | undefined {
    return this.list(name)?.map(Number)
  }

  /** A choice, typed by the list of choices that it was declared with. */
  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.text(name)
    return choices.find((one) => one === value)
  }
}

export interface ParsedLine {
  readonly positionals: readonly string[]
  readonly flags: Flags
}

/** Parses the words after the verb. `--name value` and `--name=value`; after `--` nothing is a flag. Throws UsageError. */
export function parseLine(words: readonly string[], specs: readonly FlagSpec[]): ParsedLine {
  const given = new Map<string, string | true>()
  const positionals: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    if (word === '--') {
      positionals.push(...words.slice(i + 1))
      break
    }
    if (word === '-h') {
      given.set('help', true)
      continue
    }
    if (!word.startsWith('--')) {
      if (word.startsWith('-') && word.length > 1) throw new UsageError(`There is no flag ${word}. Flags are written out, such as --help.`)
      positionals.push(word)
      continue
    }
    const equals = word.indexOf('=')
    const name = equals < 0 ? word.slice(2) : word.slice(2, equals)
    const spec = specs.find((one) => one.name === name)
    if (spec === undefined) throw new UsageError(`There is no flag --${name} here.${suggestion(name, specs.map((one) => one.name))}`)
    if (given.has(name)) throw new UsageError(`--${name} is given twice. Give it once.`)
    if (spec.kind === 'switch') {
      if (equals >= 0) throw new UsageError(`--${name} takes no value. Write it alone.`)
      given.set(name, true)
      continue
    }
    const value = equals >= 0 ? word.slice(equals + 1) : words[++i]
    if (value === undefined || (equals < 0 && value.startsWith('--'))) throw new UsageError(`--${name} needs a value: ${valueName(spec)}.`)
    check(spec, value)
    given.set(name, value)
  }
  return { positionals, flags: new Flags(given) }
}

function check(spec: FlagSpec, value: string): void {
  switch (spec.kind) {
    case 'choice':
      if (spec.choices?.includes(value) !== true) {
        throw new UsageError(`--${spec.name} ${value}: choose one of ${(spec.choices ?? []).join(', ')}.`)
      }
      return
    case 'integer':
    case 'number':
      checkNumber(spec, value)
      return
    case 'integers':
      for (const part of value.split(',')) if (part.trim() !== '') checkNumber({ ...spec, kind: 'integer' }, part.trim())
      return
    case 'switch':
    case 'text':
    case 'list':
  }
}

function checkNumber(spec: FlagSpec, text: string): void {
  const value = text.trim() === '' ? NaN : Number(text)
  const { min = -Infinity, max = Infinity } = spec
  const whole = spec.kind === 'integer' ? 'a whole number' : 'a number'
  if (!Number.isFinite(value) || (spec.kind === 'integer' && !Number.isInteger(value))) {
    throw new UsageError(`--${spec.name} ${text}: this is not ${whole}.`)
  }
  if (value < min || value > max) {
    const range = max === Infinity ? `${min} or more` : min === -Infinity ? `at most ${max}` : `from ${min} to ${max}`
    throw new UsageError(`--${spec.name} ${text}: give ${whole} ${range}.`)
  }
}

/** How the value of a flag is called in the help. */
export function valueName(spec: FlagSpec): string {
  if (spec.value !== undefined) return spec.value
  switch (spec.kind) {
    case 'choice':
      return (spec.choices ?? []).join('|')
    case 'list':
      return 'A,B'
    case 'integers':
      return 'N,N'
    case 'integer':
      return 'N'
    case 'number':
      return 'X'
    case 'text':
      return 'TEXT'
    case 'switch':
      return ''
  }
}

/** " Did you mean --x?" for the nearest declared name, where one is near. */
export function suggestion(name: string, known: readonly string[], prefix = '--'): string {
  const nearest = nearestOf(name, known)
  return nearest === null ? ' --help lists what there is.' : ` Did you mean ${prefix}${nearest}?`
}

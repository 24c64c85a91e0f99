import { describe, expect, it } from 'vitest'
import { parseLine } from './flags'
import type { FlagSpec } from './flags'

const specs: readonly FlagSpec[] = [
  { name: 'target', kind: 'text', value: 'COL', help: '' },
  { name: 'features', kind: 'list', help: '' },
  { name: 'layers', kind: 'integers', min: 1, help: '' },
  { name: 'epochs', kind: 'integer', min: 1, max: 10, help: '' },
  { name: 'lr', kind: 'number', min: 0, help: '' },
  { name: 'split', kind: 'choice', choices: ['random', 'group'], help: '' },
  { name: 'json', kind: 'switch', help: '' },
]
const parse = (line: string) => parseLine(line.split(' '), specs)

describe('parseLine', () => {
  it('reads values in both spellings', () => {
    const { flags, positionals } = parse('a.csv --target=y --features a,b --layers 256,128 --lr 1e-3 --json')
    expect(positionals).toEqual(['a.csv'])
    expect(flags.text('target')).toBe('y')
    expect(flags.list('features')).toEqual(['a', 'b'])
    expect(flags.integers('layers')).toEqual([256, 128])
    expect(flags.number('lr')).toBe(0.001)
    expect(flags.has('json')).toBe(true)
    expect(flags.number('epochs')).toBeUndefined()
  })

  it('takes an empty list of layers for no layers', () => {
    expect(parseLine(['--layers', ''], specs).flags.integers('layers')).toEqual([])
  })

  it('passes over the empty places of a list, such as that behind its last comma', () => {
    const { flags } = parse('--features a,,b, --layers 64,')
    expect(flags.list('features')).toEqual(['a', 'b'])
    expect(flags.integers('layers')).toEqual([64])
  })

  it('takes everything behind -- as it is', () => {
    expect(parse('--json -- --target').positionals).toEqual(['--target'])
  })

  it.each([
    ['--tarket y', 'There is no flag --tarket here. Did you mean --target?'],
    ['-x', 'There is no flag -x. Flags are written out, such as --help.'],
    ['--target', '--target needs a value: COL.'],
    ['--target --json', '--target needs a value: COL.'],
    ['--json=1', '--json takes no value. Write it alone.'],
    ['--lr 1 --lr 2', '--lr is given twice. Give it once.'],
    ['--epochs 1.5', '--epochs 1.5: this is not a whole number.'],
    ['--epochs 11', '--epochs 11: give a whole number from 1 to 10.'],
    ['--lr fast', '--lr fast: this is not a number.'],
    ['--lr -1', '--lr -1: give a number 0 or more.'],
    ['--layers 12,x', '--layers x: this is not a whole number.'],
    ['--split none', '--split none: choose one of random, group.'],
  ])('refuses %s', (line, message) => expect(() => parse(line)).toThrowError(message))
})

import { describe, expect, it } from 'vitest'
import { studyVerb } from '../commands/study'
import { parseLine } from '../flags'
import { UsageError } from '../usage-error'
import { refuseContradictions, refuseIdleFlags } from './contradictions'

const refuse = (words: string) => {
  const { flags, positionals } = parseLine(words.split(' '), studyVerb.flags)
  return () => {
    refuseContradictions(flags, positionals[0] ?? '')
    refuseIdleFlags(flags)
  }
}

describe('flags of a study', () => {
  it.each([
    ['s-1 --trials 60 --check', '--check', '--trials'],
    ['s-1 --add {} --check', '--check', '--add'],
    ['s-1 --delete --name X', '--delete', '--name'],
    ['s-1 --delete --resume', '--delete', '--resume'],
    ['s-1 --delete --check', '--delete', '--check'],
    ['s-1 --delete --evaluate', '--delete', '--evaluate'],
    ['s-1 --delete --stop-trial 1', '--delete', '--stop-trial'],
    ['--list --delete', '--list', '--delete'],
    ['--list --check', '--list', '--check'],
    ['--list --resume', '--list', '--resume'],
    ['--list --trials 9', '--list', '--trials'],
    ['--list s-1', '--list', 's-1'],
    ['s-1 --trials 60 --evaluate', '--trials', '--evaluate'],
    ['s-1 --name X --jobs 2', '--name', '--jobs'],
  ])('of which one would be passed over are refused: %s', (words, one, other) => {
    expect(refuse(words)).toThrow(UsageError)
    expect(refuse(words)).toThrow(new RegExp(`^(?=.*${one})(?=.*${other})[^\\n]*$`))
  })

  it.each(['f.json', 'f.json --jobs 2 --evaluate --check', 'f.json --check --resume', 's-1 --check', 's-1 --trials 60 --resume --evaluate --jobs 2', 's-1 --trials 9 --name X --add {}', 's-1 --delete --json', '--list --json', 's-1 --evaluate', 's-1 --jobs 3'])(
    'that go together are fine: %s',
    (words) => expect(refuse(words)).not.toThrow(),
  )
})

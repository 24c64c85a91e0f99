import { describe, expect, it } from 'vitest'
import { readingOptions } from '@shared/dataset/reading-options'
import { parseLine } from './flags'
import { readingFlags, readingFrom } from './reading-flags'

const read = (...words: string[]) => readingFrom(parseLine(words, readingFlags).flags)

describe('the reading flags', () => {
  it('say every option of reading but the format, which the file itself says', () => {
    expect(readingFlags.map(({ name }) => name).sort()).toEqual(Object.keys(readingOptions.shape).filter((name) => name !== 'format').sort())
  })

  it.each<readonly [string[], object]>([
    [[], {}],
    [['--delimiter', '\\t', '--header', 'yes'], { delimiter: '\t', header: true }],
    [['--delimiter', '::', '--header', 'no', '--quote', "'"], { delimiter: '::', header: false, quote: "'" }],
    [['--quote', 'none', '--thousands', 'none'], { quote: '', thousands: '' }],
    [['--decimal', ',', '--thousands', '.'], { decimal: ',', thousands: '.' }],
    [['--thousands', 'space', '--encoding', 'latin-1', '--na', 'x, -9', '--sheet', 'May'], { thousands: ' ', encoding: 'latin-1', na: ['x', '-9'], sheet: 'May' }],
  ])('%j', (words, reading) => {
    expect(read(...words)).toEqual(reading)
    expect(readingOptions.parse(reading)).toEqual(reading)
  })

  it.each([
    [['--header', 'maybe'], '--header maybe: choose one of yes, no.'],
    [['--quote', '""'], '--quote """": give one character, such as ", or none where texts are not quoted.'],
    [['--quote', ''], '--quote "": give one character, such as ", or none where texts are not quoted.'],
    [['--quote', '«'], '--quote "«": give one character, such as ", or none where texts are not quoted.'],
    [['--delimiter', ''], '--delimiter "": give one to four characters, such as ";", or \\t for tab.'],
    [['--delimiter', 'comma'], '--delimiter "comma": give one to four characters, such as ";", or \\t for tab.'],
    [['--delimiter', ';', '--quote', ';'], '--quote ; separates the columns too (--delimiter ;). Give two different characters.'],
    [['--thousands', '_'], "--thousands _: choose one of none, space, ,, ., '."],
    [['--decimal', ',', '--thousands', ','], '--thousands , is the decimal sign too (--decimal ,). Give two different signs.'],
  ])('refuse %j', (words, message) => expect(() => read(...words)).toThrowError(message))
})

import { encodings } from '@shared/dataset/reading-options'
import type { ReadingOptions } from '@shared/dataset/reading-options'
import type { FlagSpec, Flags } from './flags'
import { UsageError } from './usage-error'

/** What groups the thousands, by the words for what a shell makes hard to write. */
const thousandsMarks = { none: '', space: ' ', ',': ',', '.': '.', "'": "'" } as const
const thousandsWords = Object.keys(thousandsMarks) as (keyof typeof thousandsMarks)[]

/** How a file is to be read: of every verb that opens one, the same that the window's panel offers. */
export const readingFlags: readonly FlagSpec[] = [
  { name: 'delimiter', kind: 'text', value: 'C', help: 'what separates the columns, one to four characters, \\t for tab (default: found by looking, as all that follow)' },
  { name: 'quote', kind: 'text', value: 'C', help: 'what quotes texts, one character, or none' },
  { name: 'header', kind: 'choice', choices: ['yes', 'no'], help: 'whether the first line holds the names of the columns' },
  { name: 'encoding', kind: 'choice', choices: encodings, help: 'how the file is encoded' },
  { name: 'decimal', kind: 'choice', choices: ['.', ','], help: 'decimal point or comma' },
  { name: 'thousands', kind: 'choice', choices: thousandsWords, help: 'what groups the thousands of numbers' },
  { name: 'sheet', kind: 'text', value: 'NAME', help: 'sheet of an .xlsx file' },
  { name: 'na', kind: 'list', help: 'spellings that mean "missing", beside the empty field' },
]

/** What the reading flags say; what they leave open is found by looking. Throws UsageError where one of them says nothing, or two contradict each other. */
export function readingFrom(flags: Flags): ReadingOptions {
  const delimiter = delimiterFrom(flags)
  const quote = quoteFrom(flags)
  const header = flags.choice('header', ['yes', 'no'] as const)
  const encoding = flags.choice('encoding', encodings)
  const decimal = flags.choice('decimal', ['.', ','] as const)
  const mark = flags.choice('thousands', thousandsWords)
  const thousands = mark === undefined ? undefined : thousandsMarks[mark]
  const sheet = flags.text('sheet')
  const na = flags.list('na')
  if (quote !== undefined && quote !== '' && delimiter?.includes(quote) === true) throw new UsageError(`--quote ${quote} separates the columns too (--delimiter ${flags.text('delimiter') ?? ''}). Give two different characters.`)
  if (decimal !== undefined && thousands === decimal) throw new UsageError(`--thousands ${thousands} is the decimal sign too (--decimal ${decimal}). Give two different signs.`)
  return {
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(quote === undefined ? {} : { quote }),
    ...(header === undefined ? {} : { header: header === 'yes' }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(decimal === undefined ? {} : { decimal }),
    ...(thousands === undefined ? {} : { thousands }),
    ...(sheet === undefined ? {} : { sheet }),
    ...(na === undefined ? {} : { na: [...na] }),
  }
}

function delimiterFrom(flags: Flags): string | undefined {
  const delimiter = flags.text('delimiter')?.replace(/\\t/g, '\t')
  if (delimiter === undefined || (delimiter.length >= 1 && delimiter.length <= 4 && !/[\r\n\0]/.test(delimiter))) return delimiter
  throw new UsageError(`--delimiter "${flags.text('delimiter') ?? ''}": give one to four characters, such as ";", or \\t for tab.`)
}

function quoteFrom(flags: Flags): string | undefined {
  const quote = flags.text('quote')
  if (quote === 'none') return ''
  if (quote === undefined || /^[!-~]$/.test(quote)) return quote
  throw new UsageError(`--quote "${quote}": give one character, such as ", or none where texts are not quoted.`)
}

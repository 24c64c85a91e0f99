/** Splits delimited text into records of fields, as RFC 4180 says: for sniffing the beginning of a file. */
export function parseRecords(text: string, delimiter: string, quote: string, limit: number): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let at = 0
  const end = () => {
    // An empty line is no record.
    if (record.length > 1 || record[0] !== '') records.push(record)
    record = []
  }
  // Searched for by the language, not character by character: this runs once a file, before any of it is compiled.
  const [nextDelimiter, nextFeed, nextReturn] = [searchOf(text, delimiter), searchOf(text, '\n'), searchOf(text, '\r')]
  while (at < text.length && records.length < limit) {
    let field = ''
    if (quote !== '' && text.startsWith(quote, at)) {
      at += quote.length
      for (;;) {
        const close = text.indexOf(quote, at)
        if (close === -1) {
          field += text.slice(at)
          at = text.length
          break
        }
        field += text.slice(at, close)
        at = close + quote.length
        if (!text.startsWith(quote, at)) break
        field += quote
        at += quote.length
      }
    }
    const start = at
    const delimited = nextDelimiter(at)
    at = Math.min(delimited, nextFeed(at), nextReturn(at), text.length)
    record.push(field + text.slice(start, at))
    if (at === delimited) {
      at += delimiter.length
      if (at >= text.length) record.push('')
      continue
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at += 2
    else at++
    end()
  }
  if (record.length > 0 && records.length < limit) end()
  return records
}

/** Answers where `sought` comes next, for places that only grow; Infinity where it does not come again. */
function searchOf(text: string, sought: string): (from: number) => number {
  let found = -1
  return (from) => {
    if (found >= from) return found
    const next = text.indexOf(sought, from)
    found = next === -1 ? Infinity : next
    return found
  }
}

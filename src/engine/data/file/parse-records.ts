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
    while (at < text.length && text[at] !== '\n' && text[at] !== '\r' && !text.startsWith(delimiter, at)) at++
    record.push(field + text.slice(start, at))
    if (text.startsWith(delimiter, at) && at < text.length) {
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

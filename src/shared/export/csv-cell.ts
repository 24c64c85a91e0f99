/**
 * A CSV cell (RFC 4180) that no spreadsheet takes for a formula: a text that begins with = + - @ (also in full width), a tab or a line end gets an
 * apostrophe in front, as spreadsheets themselves write such texts (OWASP, CSV injection). Numbers stay numbers.
 */
export function csvCell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const isNumber = value.trim() !== '' && Number.isFinite(Number(value))
  const safe = /^[=+\-@＝＋－＠\t\r\n]/.test(value) && !isNumber ? `'${value}` : value
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replace(/"/g, '""')}"` : safe
}

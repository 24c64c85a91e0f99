/** Text that is safe inside an element or a quoted attribute. */
export function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;')
}

type Attributes = Readonly<Record<string, string | number | undefined>>

/** An element of HTML or SVG. Attribute values are escaped; `content` is markup: escape texts that go in. */
export function element(name: string, attributes: Attributes, ...content: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeText(String(value))}"`)
  return `<${name}${written.join('')}>${content.join('')}</${name}>`
}

export interface TableColumn {
  readonly title: string
  readonly numeric?: boolean
}

/** A cell: plain text, or text with a class such as `best` and small notes below. */
export type TableCell = string | { readonly text: string; readonly class?: string; readonly notes?: readonly string[] }

/** A table with a caption, heads for columns and, in the first cell of each row, for rows. */
export function table(caption: string, columns: readonly TableColumn[], rows: readonly (readonly TableCell[])[]): string {
  const head = columns.map(({ title, numeric }) => element('th', { scope: 'col', class: numeric ? 'number' : undefined }, escapeText(title)))
  const body = rows.map((row) =>
    element(
      'tr',
      {},
      ...row.map((cell, i) => {
        const { text, class: own = '', notes = [] } = typeof cell === 'string' ? { text: cell } : cell
        const kind = [columns[i]?.numeric ? 'number' : '', own].filter((one) => one !== '').join(' ') || undefined
        const content = [escapeText(text), ...notes.map((note) => element('span', { class: 'below' }, escapeText(note)))]
        return i === 0 ? element('th', { scope: 'row', class: kind }, ...content) : element('td', { class: kind }, ...content)
      }),
    ),
  )
  // Wide tables scroll by themselves; the keyboard reaches them, and a screen reader knows what they are.
  return element(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    element('table', {}, element('caption', {}, escapeText(caption)), element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...body)),
  )
}

/** A chart with a title and, for those who cannot see it, what it shows. */
export function figure(title: string, description: string, width: number, height: number, content: readonly string[]): string {
  return element(
    'figure',
    {},
    element('figcaption', {}, escapeText(title)),
    element(
      'svg',
      { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': `${title}. ${description}`, xmlns: 'http://www.w3.org/2000/svg' },
      ...content,
    ),
  )
}

export const svgText = (x: number, y: number, text: string, attributes: Attributes = {}): string => element('text', { x: round(x), y: round(y), ...attributes }, escapeText(text))

export const svgLine = (x1: number, y1: number, x2: number, y2: number, attributes: Attributes = {}): string =>
  element('line', { x1: round(x1), y1: round(y1), x2: round(x2), y2: round(y2), ...attributes })

/** Coordinates with as many digits as a screen shows. */
export const round = (value: number): number => Math.round(value * 100) / 100

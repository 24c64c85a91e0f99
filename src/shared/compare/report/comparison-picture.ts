import type { Comparison } from '../comparison'
import { calibrationChart, curveChart, differenceChart, dumbbellChart, runClass } from './charts'
import { element, escapeText, svgLine, svgText } from './markup'
import { partWords } from './report-input'
import type { ReportInput } from './report-input'
import { reportStyle } from './report-style'

const width = 760
const margin = 20

/** The charts of a comparison below one another as one SVG document, with the legend on top: what a window turns into an image. chosen: the run whose classes are held against the baseline's (absent: the first). */
export function comparisonPicture(input: ReportInput, chosen?: string): { readonly svg: string; readonly width: number; readonly height: number } {
  const { comparison } = input
  const pair = comparison.pairs.find(({ b }) => b === chosen) ?? comparison.pairs[0]
  const first = comparison.metrics[0]?.metric
  const charts = [
    ...(first === undefined ? [] : [differenceChart(comparison, first)]),
    ...['accuracy', 'rmse', 'loss'].map((metric) => curveChart(input, metric)),
    ...(pair === undefined ? [] : [dumbbellChart(comparison, pair)]),
    calibrationChart(comparison),
  ].flatMap((chart) => chart ?? [])

  let y = margin
  const content: string[] = [svgText(margin, (y += 14), `Comparison on the ${partWords(input)}`.slice(0, 110), { class: 'head' })]
  for (const line of legend(comparison)) content.push(element('g', { transform: `translate(${margin} ${(y += 20)})` }, line))
  y += 16
  for (const chart of charts) {
    // A figure of the report: its caption becomes a heading, its SVG is put in place.
    const caption = /<figcaption>(.*?)<\/figcaption>/.exec(chart)?.[1] ?? ''
    const [, box = '', inner = ''] = /<svg viewBox="0 0 ([\d. ]+)"[^>]*>([\s\S]*)<\/svg>/.exec(chart) ?? []
    const [, high = '0'] = box.split(' ')
    content.push(element('text', { x: margin, y: (y += 20), class: 'head' }, caption), element('g', { transform: `translate(${margin} ${(y += 8)})` }, inner))
    y += Number(high) + 12
  }
  const height = Math.ceil(y + margin)
  const style = element('style', {}, `${reportStyle.replace(/@media \(prefers-color-scheme:dark\)\{:root\{[^}]*\}\}/, '')}
svg{font:12px system-ui,sans-serif}text.head{font-weight:600;font-size:13px}rect.paper{fill:var(--canvas)}`)
  const svg = element('svg', { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}` }, style, element('rect', { width, height, class: 'paper' }), ...content)
  return { svg, width, height }
}

/** The runs with their colours, as many a line as have room. */
function legend({ runs, baseline }: Comparison): readonly string[] {
  const lines: string[][] = [[]]
  let x = 0
  runs.forEach(({ id, name }, place) => {
    const text = `${name.length > 40 ? `${name.slice(0, 39)}…` : name}${id === baseline ? ' (baseline)' : ''}`
    const room = 34 + text.length * 6.6 + 16
    if (x > 0 && x + room > width - 2 * margin) {
      lines.push([])
      x = 0
    }
    lines[lines.length - 1]?.push(svgLine(x, -4, x + 24, -4, { class: `${runClass(place)} bar` }), element('text', { x: x + 30, y: 0 }, escapeText(text)))
    x += room
  })
  return lines.map((line) => line.join(''))
}

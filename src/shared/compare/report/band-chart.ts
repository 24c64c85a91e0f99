import { metricFacts } from '../metric-facts'
import { metricText } from '../number-words'
import { bandOf } from '../run-curves'
import { axis } from './axis'
import { runClass } from './charts'
import { element, figure, round, svgLine, svgText } from './markup'
import type { ReportInput } from './report-input'

const width = 720
/** More epochs than this cannot be told apart on paper. */
const mostPoints = 300

/** A metric by epoch for each setting that was repeated: the mean over its runs in a band of one standard deviation. Null without repeats. */
export function bandChart({ comparison, curves = [] }: ReportInput, metric: string): string | null {
  const bands = comparison.repeats.flatMap(({ runs, name }) => {
    const own = curves.filter(({ run }) => runs.includes(run))
    const band = runs.length < 2 ? null : (bandOf(own, 'validation', metric, 'epoch') ?? bandOf(own, 'training', metric, 'epoch'))
    const place = comparison.runs.findIndex(({ id }) => id === runs[0])
    if (band === null) return []
    const every = Math.ceil(band.at.length / mostPoints)
    const kept = band.at.flatMap((x, i) => (i % every === 0 || i === band.at.length - 1 ? [{ x, mean: band.mean[i] ?? NaN, low: band.low[i] ?? NaN, high: band.high[i] ?? NaN }] : []))
    return [{ name, place, runs: runs.length, points: kept }]
  })
  const points = bands.flatMap((band) => band.points)
  if (points.length === 0) return null
  const { label, share } = metricFacts(metric)
  const scale = share ? 100 : 1
  const [left, right, top, bottom] = [56, width - 20, 10, 250]
  const x = axis(Math.min(...points.map((point) => point.x)), Math.max(...points.map((point) => point.x)), left, right, 8)
  const y = axis(Math.min(...points.map((point) => point.low * scale)), Math.max(...points.map((point) => point.high * scale)), bottom, top)
  const at = (epoch: number, value: number) => `${round(x.at(epoch))},${round(y.at(value * scale))}`
  const content = [
    ...y.ticks.flatMap((tick) => [svgLine(left, y.at(tick), right, y.at(tick), { class: 'grid' }), svgText(left - 8, y.at(tick) + 4, String(tick), { class: 'tick', 'text-anchor': 'end' })]),
    ...x.ticks.filter(Number.isInteger).map((tick) => svgText(x.at(tick), bottom + 16, String(tick), { class: 'tick', 'text-anchor': 'middle' })),
    svgText((left + right) / 2, bottom + 34, 'Epoch', { class: 'tick', 'text-anchor': 'middle' }),
    ...bands.flatMap((band) => [
      element('polygon', { points: [...band.points.map((p) => at(p.x, p.high)), ...[...band.points].reverse().map((p) => at(p.x, p.low))].join(' '), class: `${runClass(band.place)} band` }),
      element('polyline', { points: band.points.map((p) => at(p.x, p.mean)).join(' '), class: `${runClass(band.place)} curve` }),
    ]),
  ]
  const described = bands.map((band) => `${band.name}, ${band.runs} runs, ends at ${metricText(metric, band.points[band.points.length - 1]?.mean ?? null)}`)
  return figure(`${label} by epoch${share ? ', %' : ''}: mean over repeats, in a band of one standard deviation`, described.join('; '), width, bottom + 42, content)
}

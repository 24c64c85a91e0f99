import type { ClassChange, Comparison, PairComparison } from '../comparison'
import { metricFacts } from '../metric-facts'
import type { RunCurves } from '../run-curves'
import { differenceText, intervalText, metricText } from '../number-words'
import { axis } from './axis'
import { element, figure, round, svgLine, svgText } from './markup'
import type { ReportInput } from './report-input'

const width = 720

/** The class of a run's colour: ten, then the same again with longer dashes. */
export const runClass = (place: number): string => `run run-${(place % 10) + 1}${place % 20 >= 10 ? ' dashes' : ''}`

const nameOf = (comparison: Comparison, run: string): string => comparison.runs.find(({ id }) => id === run)?.name ?? run
const placeOf = (comparison: Comparison, run: string): number => comparison.runs.findIndex(({ id }) => id === run)

/** The differences to the baseline in one metric, each with its interval; null where there are none. */
export function differenceChart(comparison: Comparison, metric: string): string | null {
  const rows = comparison.pairs.flatMap((pair) => {
    const test = pair.tests.find((one) => one.metric === metric)
    return test === undefined ? [] : [{ pair, test }]
  })
  if (rows.length === 0) return null
  const { label, share, higherIsBetter } = metricFacts(metric)
  const scale = share ? 100 : 1
  const ends = rows.flatMap(({ test }) => [0, test.difference, ...(test.interval ?? [])].map((value) => value * scale))
  const [left, right, rowHeight, top] = [220, width - 20, 26, 12]
  const x = axis(Math.min(...ends), Math.max(...ends), left, right)
  const bottom = top + rows.length * rowHeight
  const content = x.ticks.flatMap((tick) => [
    svgLine(x.at(tick), top, x.at(tick), bottom, { class: tick === 0 ? 'zero' : 'grid' }),
    svgText(x.at(tick), bottom + 16, String(tick).replace('-', '−'), { class: 'tick', 'text-anchor': 'middle' }),
  ])
  rows.forEach(({ pair, test }, i) => {
    const y = top + (i + 0.5) * rowHeight
    const look = runClass(placeOf(comparison, pair.b))
    content.push(svgText(left - 12, y + 4, shorten(nameOf(comparison, pair.b), 30), { 'text-anchor': 'end' }))
    if (test.interval !== null) content.push(svgLine(x.at(test.interval[0] * scale), y, x.at(test.interval[1] * scale), y, { class: `${look} bar` }))
    content.push(element('circle', { cx: round(x.at(test.difference * scale)), cy: round(y), r: 4.5, class: `${look} dot` }))
  })
  const unit = share ? 'percentage points' : ''
  content.push(svgText((left + right) / 2, bottom + 34, `${label} less that of ${nameOf(comparison, comparison.baseline)}${unit === '' ? '' : `, ${unit}`} (${higherIsBetter ? 'right' : 'left'} is better)`, { class: 'tick', 'text-anchor': 'middle' }))
  const described = rows.map(({ pair, test }) => `${nameOf(comparison, pair.b)} ${differenceText(metric, test.difference)}${test.interval === null ? '' : `, ${intervalText(metric, test.interval)}`}`)
  return figure(`${label}: difference to the baseline`, described.join('; '), width, bottom + 42, content)
}

/** More points than this in one line cannot be told apart on paper. */
const mostPoints = 600

/** The epochs of a run that have the metric, every so many where there are too many; the first and the last stay. */
function pointsOf(curves: RunCurves | undefined, metric: string): readonly { readonly x: number; readonly y: number }[] {
  if (curves === undefined) return []
  const part = Object.keys(curves.validation).length > 0 ? curves.validation : curves.training
  const all = Array.from(part[metric] ?? [], (y, i) => ({ x: curves.epoch[i] ?? i + 1, y })).filter(({ y }) => Number.isFinite(y))
  const every = Math.ceil(all.length / mostPoints)
  return all.filter((_, i) => i % every === 0 || i === all.length - 1)
}

/** A metric by epoch, validation where there is one; null where no run has it. */
export function curveChart({ comparison, curves }: ReportInput, metric: string): string | null {
  const lines = comparison.runs.map(({ id, name }, place) => ({
    name,
    place,
    points: pointsOf(curves?.find(({ run }) => run === id), metric),
  }))
  const points = lines.flatMap((line) => line.points)
  if (points.length === 0) return null
  const { label, share } = metricFacts(metric)
  const scale = share ? 100 : 1
  const values = points.map((point) => point.y * scale)
  const [left, right, top, bottom] = [56, width - 20, 10, 250]
  const x = axis(Math.min(...points.map((point) => point.x)), Math.max(...points.map((point) => point.x)), left, right, 8)
  const y = axis(Math.min(...values), Math.max(...values), bottom, top)
  const content = [
    ...y.ticks.flatMap((tick) => [
      svgLine(left, y.at(tick), right, y.at(tick), { class: 'grid' }),
      svgText(left - 8, y.at(tick) + 4, String(tick), { class: 'tick', 'text-anchor': 'end' }),
    ]),
    ...x.ticks.filter(Number.isInteger).map((tick) => svgText(x.at(tick), bottom + 16, String(tick), { class: 'tick', 'text-anchor': 'middle' })),
    svgText((left + right) / 2, bottom + 34, 'Epoch', { class: 'tick', 'text-anchor': 'middle' }),
    ...lines.map((line) =>
      line.points.length === 1
        ? element('circle', { cx: round(x.at(line.points[0]?.x ?? 0)), cy: round(y.at((line.points[0]?.y ?? 0) * scale)), r: 3, class: `${runClass(line.place)} dot` })
        : element('polyline', { points: line.points.map((point) => `${round(x.at(point.x))},${round(y.at(point.y * scale))}`).join(' '), class: `${runClass(line.place)} curve` }),
    ),
  ]
  const described = lines.filter((line) => line.points.length > 0).map((line) => `${line.name} ends at ${metricText(metric, line.points[line.points.length - 1]?.y ?? null)}`)
  return figure(`${label} by epoch${share ? ', %' : ''}, on validation rows`, described.join('; '), width, bottom + 42, content)
}

/** F1 of each class under both models, joined by a line; the classes that changed most first. */
export function dumbbellChart(comparison: Comparison, pair: PairComparison, most = 40): string | null {
  const classes = changedClasses(pair).slice(0, most)
  if (classes.length === 0) return null
  const [left, right, rowHeight, top] = [180, width - 20, 18, 10]
  const bottom = top + classes.length * rowHeight
  const x = axis(0, 1, left, right)
  const [a, b] = [runClass(placeOf(comparison, pair.a)), runClass(placeOf(comparison, pair.b))]
  const content = x.ticks.flatMap((tick) => [
    svgLine(x.at(tick), top, x.at(tick), bottom, { class: 'grid' }),
    svgText(x.at(tick), bottom + 16, String(tick), { class: 'tick', 'text-anchor': 'middle' }),
  ])
  classes.forEach(({ name, f1 }, i) => {
    const y = top + (i + 0.5) * rowHeight
    const [ofA, ofB] = [f1[0] ?? 0, f1[1] ?? 0]
    content.push(
      svgText(left - 12, y + 4, shorten(name, 24), { 'text-anchor': 'end' }),
      svgLine(x.at(ofA), y, x.at(ofB), y, { class: 'join' }),
      element('circle', { cx: round(x.at(ofA)), cy: round(y), r: 4, class: `${a} ring` }),
      element('circle', { cx: round(x.at(ofB)), cy: round(y), r: 4, class: `${b} dot` }),
    )
  })
  content.push(svgText((left + right) / 2, bottom + 34, 'F1 (ring: baseline, dot: the other run)', { class: 'tick', 'text-anchor': 'middle' }))
  const first = classes.slice(0, 3).map(({ name, f1 }) => `${name} ${metricText('macroF1', f1[0])} to ${metricText('macroF1', f1[1])}`)
  return figure(`${nameOf(comparison, pair.b)} against ${nameOf(comparison, pair.a)}: F1 by class`, `The largest changes: ${first.join('; ')}`, width, bottom + 42, content)
}

/** Classes with a change of F1, largest first. */
export const changedClasses = ({ where }: PairComparison): readonly ClassChange[] =>
  [...(where?.perClass ?? [])]
    .filter(({ f1: [a, b] }) => (a ?? 0) !== (b ?? 0))
    .sort((x, y) => Math.abs((y.f1[1] ?? 0) - (y.f1[0] ?? 0)) - Math.abs((x.f1[1] ?? 0) - (x.f1[0] ?? 0)))

/** Accuracy against confidence; on the diagonal a model is as often right as it says. */
export function calibrationChart(comparison: Comparison): string | null {
  const runs = comparison.calibration.filter(({ bins }) => bins.length > 0)
  if (runs.length === 0) return null
  const [left, right, top, bottom] = [56, 376, 10, 330]
  const x = axis(0, 1, left, right)
  const y = axis(0, 1, bottom, top)
  const content = [
    ...y.ticks.flatMap((tick) => [svgLine(left, y.at(tick), right, y.at(tick), { class: 'grid' }), svgText(left - 8, y.at(tick) + 4, String(tick), { class: 'tick', 'text-anchor': 'end' })]),
    ...x.ticks.map((tick) => svgText(x.at(tick), bottom + 16, String(tick), { class: 'tick', 'text-anchor': 'middle' })),
    svgText((left + right) / 2, bottom + 34, 'Probability of the predicted class', { class: 'tick', 'text-anchor': 'middle' }),
    svgLine(x.at(0), y.at(0), x.at(1), y.at(1), { class: 'zero' }),
    ...runs.map(({ run, bins }) =>
      element('polyline', { points: bins.map((bin) => `${round(x.at(bin.confidence))},${round(y.at(bin.accuracy))}`).join(' '), class: `${runClass(placeOf(comparison, run))} curve` }),
    ),
  ]
  const described = runs.map(({ run, error }) => `${nameOf(comparison, run)} is off by ${metricText('calibrationError', error)} on average`)
  return figure('Calibration: accuracy by confidence', described.join('; '), 400, bottom + 42, content)
}

const shorten = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`)

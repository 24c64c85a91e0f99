import type { ChartConfiguration, ChartDataset } from 'chart.js'
import { Chart, Filler, LinearScale, LineController, LineElement, LogarithmicScale, PointElement } from 'chart.js'
import annotation from 'chartjs-plugin-annotation'
import type { AnnotationOptions } from 'chartjs-plugin-annotation'
import zoom from 'chartjs-plugin-zoom'
import type { ValueFormat } from './axis-text'
import { tokenValue } from './run-colours'
import type { Point } from './thin'
import { countsWholes } from './whole-steps'

Chart.register(Filler, LineController, LineElement, PointElement, LinearScale, LogarithmicScale, annotation, zoom)

/** One curve. */
export interface Series {
  readonly id: string
  readonly label: string
  /** Custom property with its colour. */
  readonly colour: string
  readonly dash: readonly number[]
  readonly points: readonly Point[]
  /** Drawn thin and pale: the raw line behind a smoothed one. */
  readonly faint?: boolean
  /** Absent: a line. Dots: points in ascending x that no line joins. Bars: each y holds from its x to the next one, filled down to 0. Band: the room between it and the curve before it is tinted. */
  readonly kind?: 'dots' | 'bars' | 'band'
}

/** A vertical line with a word at its top. */
export interface Mark {
  readonly x: number
  readonly label: string
  readonly colour: string
}

/** A part of the x axis that is tinted, with a word in its corner. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly label: string
}

export interface Frame {
  readonly xLabel: string
  readonly yLabel: string
  readonly logX: boolean
  readonly logY: boolean
  readonly marks: readonly Mark[]
  /** Where the epoch cursor stands. */
  readonly cursor: number | null
  /** Values on the y axis as text, and on the x axis. */
  readonly format: ValueFormat
  readonly xFormat: (value: number) => string
  /** Ends of the axes that hold whatever is drawn; null: as wide as what is drawn. */
  readonly xRange: readonly [number, number] | null
  readonly yRange: readonly [number, number] | null
  /** The x axis runs at least this far, so that a run in training does not rescale with each epoch. */
  readonly until: number | null
  readonly span: Span | null
}

export type LineChart = Chart<'line', Point[], unknown>

function datasetOf(series: Series): ChartDataset<'line', Point[]> {
  const colour = tokenValue(series.colour)
  return {
    label: series.label,
    data: [...series.points],
    borderColor: series.faint === true ? `${colour}4d` : colour,
    backgroundColor: colour,
    borderWidth: series.faint === true ? 1 : 1.75,
    borderDash: [...series.dash],
    borderJoinStyle: 'round',
    // A single epoch is a point, not a line of no length.
    pointRadius: series.points.length === 1 ? 3 : 0,
    spanGaps: false,
    tension: 0,
    ...shapeOf(series, colour),
  }
}

/** Fewer dots than this are drawn to be seen one by one, more as a cloud. */
const fewDots = 100

function shapeOf({ kind, points }: Series, colour: string): Partial<ChartDataset<'line', Point[]>> {
  if (kind === 'dots') return { showLine: false, pointBorderWidth: 0, ...(points.length < fewDots ? { pointRadius: 3, backgroundColor: `${colour}cc` } : { pointRadius: 2, backgroundColor: `${colour}59` }) }
  if (kind === 'bars') return { stepped: true, fill: 'origin', backgroundColor: `${colour}40`, borderWidth: 1.25, pointRadius: 0 }
  if (kind === 'band') return { fill: '-1', backgroundColor: `${colour}26` }
  return {}
}

function marksOf(frame: Frame): Record<string, AnnotationOptions> {
  const marks: Record<string, AnnotationOptions> = {}
  frame.marks.forEach((mark, index) => {
    marks[`mark-${index}`] = {
      type: 'line',
      xMin: mark.x,
      xMax: mark.x,
      borderColor: tokenValue(mark.colour),
      borderWidth: 1,
      borderDash: [2, 3],
      label: {
        display: true,
        content: mark.label,
        position: 'end',
        yAdjust: -15,
        backgroundColor: tokenValue('--canvas'),
        color: tokenValue('--text-2'),
        font: { size: 11, weight: 'normal' },
        padding: { x: 4, y: 1 },
      },
    }
  })
  if (frame.span !== null) {
    marks['span'] = {
      type: 'box',
      xMin: frame.span.from,
      xMax: frame.span.to,
      backgroundColor: `${tokenValue('--warning')}12`,
      borderWidth: 0,
      drawTime: 'beforeDatasetsDraw',
      label: { display: true, content: frame.span.label, position: { x: 'end', y: 'start' }, color: tokenValue('--warning'), font: { size: 11, weight: 'normal' }, padding: 4 },
    }
  }
  if (frame.cursor !== null) {
    marks['cursor'] = { type: 'line', xMin: frame.cursor, xMax: frame.cursor, borderColor: tokenValue('--control-border'), borderWidth: 1 }
  }
  return marks
}

const stepOf = (ticks: readonly { readonly value: number }[]): number | undefined => (ticks[0] === undefined || ticks[1] === undefined ? undefined : Math.abs(ticks[1].value - ticks[0].value))

function scalesOf(frame: Frame, wholes: boolean): NonNullable<NonNullable<ChartConfiguration<'line'>['options']>['scales']> {
  const ticks = { color: tokenValue('--text-3'), font: { size: 11 }, maxRotation: 0 }
  const grid = { color: tokenValue('--grid'), drawTicks: false }
  const border = { color: tokenValue('--hairline-strong') }
  return {
    x: {
      type: frame.logX ? 'logarithmic' : 'linear',
      border,
      grid: { display: false },
      ticks: { ...ticks, maxTicksLimit: 9, callback: (value) => frame.xFormat(Number(value)), ...(wholes && !frame.logX ? { precision: 0 } : {}) },
      title: { display: true, text: frame.xLabel, color: tokenValue('--text-3'), font: { size: 11 }, padding: 2 },
      ...(frame.until === null ? {} : { suggestedMax: frame.until }),
      ...(frame.xRange === null ? {} : { min: frame.xRange[0], max: frame.xRange[1] }),
    },
    y: {
      type: frame.logY ? 'logarithmic' : 'linear',
      border: { display: false },
      grid,
      ticks: { ...ticks, maxTicksLimit: 6, padding: 6, callback: (value, _index, ticks) => frame.format(Number(value), frame.logY ? undefined : stepOf(ticks)) },
      ...(frame.yRange === null ? {} : { min: frame.yRange[0], max: frame.yRange[1] }),
      afterFit: (scale) => {
        // The same on every chart and at every update: nothing jumps sideways while values arrive.
        scale.width = 56
      },
    },
  }
}

/** Makes the chart on a canvas. The component follows the pointer itself: Chart.js would paint all curves again for each of its moves. Reading the canvas' colours happens here and at each repaint: a change of theme repaints. */
export function createLineChart(canvas: HTMLCanvasElement, frame: Frame, onRange: () => void): LineChart {
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily
  return new Chart(canvas, {
    type: 'line',
    data: { datasets: [] },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      parsing: false,
      normalized: true,
      events: [],
      layout: { padding: { top: 18, right: 10 } },
      scales: scalesOf(frame, false),
      plugins: {
        legend: { display: false },
        tooltip: { enabled: false },
        annotation: { clip: false, annotations: marksOf(frame) },
        zoom: {
          zoom: { wheel: { enabled: true, modifierKey: 'ctrl' }, drag: { enabled: true, threshold: 6, backgroundColor: `${tokenValue('--accent-solid')}22` }, mode: 'x', onZoomComplete: onRange },
          pan: { enabled: true, mode: 'x', modifierKey: 'shift', onPanComplete: onRange },
        },
      },
    },
  }) as LineChart
}

/** Puts series and frame on the chart. The caller has thinned the points to what is in view: `range`, or all of it. */
export function paintLineChart(chart: LineChart, series: readonly Series[], frame: Frame, range: { readonly min: number; readonly max: number } | null): void {
  const options = chart.options as NonNullable<ChartConfiguration<'line'>['options']>
  const inView = range === null ? null : { min: range.min, max: range.max }
  const scales = scalesOf(frame, countsWholes(series))
  // New scales know nothing of a zoom: what is in view stays in view.
  options.scales = inView === null ? scales : { ...scales, x: { ...scales['x'], ...inView } as typeof scales['x'] }
  if (options.plugins?.annotation !== undefined) options.plugins.annotation.annotations = marksOf(frame)
  chart.data.datasets = series.map(datasetOf)
  chart.update('none')
}

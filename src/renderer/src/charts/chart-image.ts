import { tokenValue } from './run-colours'

export interface LegendItem {
  readonly id: string
  readonly label: string
  readonly colour: string
  readonly dash: readonly number[]
}

const margin = 12
const titleHeight = 22
const legendHeight = 20

/** A chart's canvas with its title and its legend above it, on the colour of the page: a PNG as a data URL. */
export function chartImage(chart: HTMLCanvasElement, title: string, legend: readonly LegendItem[]): string {
  const scale = chart.width / Math.max(1, chart.clientWidth)
  const canvas = document.createElement('canvas')
  const above = margin + titleHeight + (legend.length > 0 ? legendHeight : 0)
  canvas.width = chart.width + 2 * margin * scale
  canvas.height = chart.height + (above + margin) * scale
  const context = canvas.getContext('2d')
  if (context === null) return ''
  context.fillStyle = tokenValue('--canvas')
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(chart, margin * scale, above * scale)
  context.scale(scale, scale)
  const family = getComputedStyle(document.body).fontFamily
  context.textBaseline = 'middle'
  context.fillStyle = tokenValue('--text')
  context.font = `600 13px ${family}`
  context.fillText(title, margin, margin + titleHeight / 2)
  context.font = `12px ${family}`
  let left = margin
  for (const item of legend) {
    const middle = margin + titleHeight + legendHeight / 2
    context.strokeStyle = tokenValue(item.colour)
    context.lineWidth = 2
    context.setLineDash([...item.dash])
    context.beginPath()
    context.moveTo(left, middle)
    context.lineTo(left + 18, middle)
    context.stroke()
    context.fillStyle = tokenValue('--text-2')
    context.fillText(item.label, left + 23, middle)
    left += 23 + context.measureText(item.label).width + 16
  }
  return canvas.toDataURL('image/png')
}

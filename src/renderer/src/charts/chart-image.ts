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

/** A heat map of a pixel a cell, enlarged, with the names of its rows and columns where there is room for them: a PNG as a data URL. */
export function heatMapImage(cells: HTMLCanvasElement, title: string, names: readonly string[]): string {
  const labelled = names.length <= 40
  const cell = Math.max(4, Math.min(48, Math.floor(900 / Math.max(1, names.length))))
  const side = cell * names.length
  const room = labelled ? 150 : 0
  const above = margin + titleHeight
  const canvas = document.createElement('canvas')
  canvas.width = side + room + 2 * margin
  canvas.height = side + room + above + margin
  const context = canvas.getContext('2d')
  if (context === null) return ''
  const family = getComputedStyle(document.body).fontFamily
  context.fillStyle = tokenValue('--canvas')
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.imageSmoothingEnabled = false
  context.drawImage(cells, margin + room, above, side, side)
  context.textBaseline = 'middle'
  context.fillStyle = tokenValue('--text')
  context.font = `600 13px ${family}`
  context.fillText(title, margin, margin + titleHeight / 2 - 2)
  if (!labelled) return canvas.toDataURL('image/png')
  context.font = `11px ${family}`
  context.fillStyle = tokenValue('--text-2')
  context.textAlign = 'right'
  names.forEach((name, place) => context.fillText(name, margin + room - 6, above + (place + 0.5) * cell, room - 6))
  names.forEach((name, place) => {
    context.save()
    context.translate(margin + room + (place + 0.5) * cell, above + side + 6)
    context.rotate(-Math.PI / 2)
    context.fillText(name, 0, 0, room - 6)
    context.restore()
  })
  return canvas.toDataURL('image/png')
}

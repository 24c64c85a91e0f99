import type { ComputedRef } from 'vue'
import { writeCompareConfig } from '@shared/compare/compare-config'
import { comparisonPicture } from '@shared/compare/report/comparison-picture'
import { csvReport } from '@shared/compare/report/csv-report'
import { htmlReport } from '@shared/compare/report/html-report'
import { markdownReport } from '@shared/compare/report/markdown-report'
import type { ReportInput } from '@shared/compare/report/report-input'
import { api } from '../../api/crossfade'
import { useAppStore } from '../../stores/app'
import { useCompareStore } from '../../stores/compare'
import type { CompareColumn } from './compare-column'

type Kind = 'html' | 'markdown' | 'csv' | 'config'

const makers: Readonly<Record<Exclude<Kind, 'config'>, (input: ReportInput) => string>> = { html: htmlReport, markdown: markdownReport, csv: csvReport }
const endings: Readonly<Record<Kind, string>> = { html: 'html', markdown: 'md', csv: 'csv', config: 'json' }

/** Pixels of the picture for each of its units: sharp when printed. */
const sharpness = 2

/** The ways in which a comparison leaves the window: each asks where to, and says what it wrote. */
export function useTakeAway(columns: ComputedRef<readonly CompareColumn[]>) {
  const app = useAppStore()
  const compare = useCompareStore()

  const input = (): ReportInput | null => (compare.comparison === null ? null : { comparison: compare.comparison, madeAt: new Date().toISOString(), curves: compare.curves })
  const fileName = (ending: string): string => {
    const names = columns.value.slice(0, 3).map(({ name }) => name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 30))
    return `${['compare', ...names].join('-')}.${ending}`
  }
  async function write(name: string, content: string | Uint8Array<ArrayBuffer>): Promise<void> {
    const path = await api.saveReport(name, content)
    if (path !== null) app.notify({ tone: 'info', text: `Wrote ${path}` })
  }

  async function save(kind: Kind): Promise<void> {
    try {
      const [now, config] = [input(), compare.config()]
      if (kind === 'config') {
        if (config !== null) await write('compare.json', writeCompareConfig(config))
      } else if (now !== null) await write(fileName(endings[kind]), makers[kind](now))
    } catch (thrown) {
      app.failed(thrown)
    }
  }

  async function savePicture(): Promise<void> {
    const now = input()
    if (now === null) return
    try {
      await write(fileName('png'), await drawn(comparisonPicture(now, compare.lookedAt ?? undefined)))
    } catch (thrown) {
      app.failed(thrown)
    }
  }
  return { save, savePicture }
}

/** An SVG document as the bytes of a PNG, by the page's own canvas. */
async function drawn({ svg, width, height }: { readonly svg: string; readonly width: number; readonly height: number }): Promise<Uint8Array<ArrayBuffer>> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = width * sharpness
    canvas.height = height * sharpness
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('The picture could not be drawn.')
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
    if (blob === null) throw new Error('The picture could not be drawn.')
    return new Uint8Array(await blob.arrayBuffer())
  } finally {
    URL.revokeObjectURL(url)
  }
}

import { z } from 'zod'
import type { Card } from '../../export/card/card'
import { cardTexts } from '../../export/card/card'
import type { ExportResult } from '../../export/export-result'
import { exportFormats } from '../../export/formats'
import type { OpenedModel } from '../../export/opened-model'
import { byRun, none } from './arguments'
import { event, request } from './request'

const texts = cardTexts.pick({ purpose: true, limits: true })

/** A run's model card: as it would be written, and the parts of it that people write. */
export interface CardView {
  readonly card: Card
  readonly texts: { readonly purpose: string; readonly limits: string }
}

/** What leaves Crossfade, and the models that come in. */
export const takeAwayRequests = {
  /** Asks where to, and writes the run there; a server's address is in the argument instead. One at a time. Null where the person cancelled. */
  'exports:run': request<ExportResult | null>()(
    byRun.extend({
      format: z.enum(exportFormats),
      epoch: z.union([z.enum(['best', 'last']), z.number().int().positive()]),
      /** Of a tracking server; of other formats nothing is taken from the window but the format. */
      address: z.string().max(300).optional(),
      /** Of a card: as a page, or as Markdown. */
      ending: z.enum(['.html', '.md']).optional(),
    }),
  ),
  'exports:cancel': request<null>()(none),
  /** Shows what was written last in the file browser of the system. */
  'exports:show': request<null>()(none),
  'cards:get': request<CardView>()(byRun),
  'cards:write': request<CardView>()(byRun.extend({ texts: texts.partial() })),
  /** Asks for a model file of another program, and opens it as a design with its weights as a start. Null where the person cancelled. */
  'models:import': request<OpenedModel | null>()(none),
} as const

export const takeAwayEvents = {
  'exports:progress': event<{ readonly id: string; readonly doing: string; readonly share: number | null }>(),
} as const

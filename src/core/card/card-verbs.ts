import type { Card, CardTexts } from '@shared/export/card/card'

/** What people write on a card; what is left out stays. */
export type CardChange = Partial<Pick<CardTexts, 'purpose' | 'limits'>>

/** The model card of a run. */
export interface CardService {
  make(run: string, signal?: AbortSignal): Promise<Card>
  /** What people wrote; empty where nobody did. */
  texts(run: string): Promise<Pick<CardTexts, 'purpose' | 'limits'>>
  write(run: string, change: CardChange): Promise<Pick<CardTexts, 'purpose' | 'limits'>>
  /** As .html or .md, by the ending. */
  export(run: string, out: string, signal?: AbortSignal): Promise<void>
}

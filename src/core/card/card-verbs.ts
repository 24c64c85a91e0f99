import type { Card, CardTexts } from '@shared/export/card/card'

/** The model card of a run. */
export interface CardService {
  make(run: string, signal?: AbortSignal): Promise<Card>
  /** What people wrote; empty where nobody did. */
  texts(run: string): Promise<Pick<CardTexts, 'purpose' | 'limits'>>
  write(run: string, change: Partial<Pick<CardTexts, 'purpose' | 'limits'>>): Promise<Pick<CardTexts, 'purpose' | 'limits'>>
  /** As .html or .md, by the ending. */
  export(run: string, out: string, signal?: AbortSignal): Promise<void>
}

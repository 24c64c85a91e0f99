import { writeFile } from 'node:fs/promises'
import type { RejectedLine } from '@shared/dataset/dataset-record'

const quoted = (text: string): string => `"${text.replace(/"/g, '""')}"`

/** Lines that could not be read, as a CSV of line number, reason and text. */
export function rejectedCsv(lines: readonly RejectedLine[]): string {
  return ['line,reason,text', ...lines.map(({ line, reason, text }) => [String(line), quoted(reason), quoted(text)].join(','))].join('\n') + '\n'
}

export const writeRejected = (path: string, lines: readonly RejectedLine[]): Promise<void> => writeFile(path, rejectedCsv(lines))

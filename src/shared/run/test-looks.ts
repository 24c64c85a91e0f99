import type { RunRecord, TestLook } from './run-record'

/** Every scoring of the test rows that is known of, in order. Older records know of the last one only. */
export function testLooksOf({ best, test, testLooks }: Pick<RunRecord, 'best' | 'test' | 'testLooks'>): readonly TestLook[] {
  if (testLooks !== undefined) return testLooks
  return test?.scoredAt === undefined ? [] : [{ epoch: best?.epoch ?? 0, at: test.scoredAt }]
}

/** The looks at the test rows, with one more. `record`: as it was before. */
export const withTestLook = (record: Pick<RunRecord, 'best' | 'test' | 'testLooks'>, look: TestLook): { readonly testLooks: TestLook[] } => ({ testLooks: [...testLooksOf(record), look] })

/**
 * Why test figures of a run are not those of rows that were used once, at the end: the rows were looked at for several epochs, or before
 * the run was gone on with. Null where they were used once, or not at all.
 */
export function testSeen(record: Pick<RunRecord, 'best' | 'test' | 'testLooks' | 'segments'>): string | null {
  const looks = testLooksOf(record)
  if (looks.length === 0) return null
  const epochs = [...new Set(looks.map(({ epoch }) => epoch))].sort((a, b) => a - b)
  const last = record.segments[record.segments.length - 1]
  const before = last !== undefined && last.kind !== 'start' && looks.some(({ at }) => at < last.began)
  if (epochs.length <= 1 && !before) return null
  const parts = [...(epochs.length > 1 ? [`for epochs ${epochs.join(', ')}`] : []), ...(before ? ['before it was trained on'] : [])]
  return `The test rows were looked at ${parts.join(', and ')}: they were not used once, at the end.`
}

import { join } from 'node:path'
import type { ScoredAt } from '@shared/study/looks'
import type { Trial } from '@shared/study/trial'
import { readTextIfThere } from '../files/read-json'
import type { Workspace } from '../workspace/workspace'

/** Files that are read at once. */
const atOnce = 32

/**
 * Which trials have had their test rows scored, and when, by their run.json. Hardly any has: only those are parsed, so that thousands of
 * trials cost no more than reading their files.
 */
export async function scoredTestRows({ runsDir }: Workspace, trials: readonly Pick<Trial, 'run'>[]): Promise<ScoredAt> {
  const found = new Map<string, string>()
  for (let from = 0; from < trials.length; from += atOnce) {
    await Promise.all(
      trials.slice(from, from + atOnce).map(async ({ run }) => {
        const text = await readTextIfThere(join(runsDir, run, 'run.json'), 'run-unreadable').catch(() => null)
        const at = text === null || (/"test":\s*null/.test(text) && !text.includes('"testLooks"')) ? null : timeOf(text)
        if (at !== null) found.set(run, at)
      }),
    )
  }
  return (run) => found.get(run) ?? null
}

/** The first time, with whatever weights; of runs from before it was kept that of their end. */
function timeOf(text: string): string | null {
  try {
    const { test, testLooks, ended } = JSON.parse(text) as { test?: { scoredAt?: unknown } | null; testLooks?: readonly { at?: unknown }[]; ended?: unknown }
    const first = testLooks?.[0]?.at
    if (first === undefined && (test === null || test === undefined)) return null
    return [first, test?.scoredAt, ended].find((one): one is string => typeof one === 'string') ?? ''
  } catch {
    return null
  }
}

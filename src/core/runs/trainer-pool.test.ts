import { expect, it } from 'vitest'
import { TrainerPool } from './trainer-pool'

type Trainer = ReturnType<TrainerPool['take']>

/** A process that does nothing: only which one is handed out counts. */
const idler = (): Trainer => ({ running: true, stop: () => Promise.resolve() }) as unknown as Trainer

it('gives a run the process that has just trained one of its shape, of those with its threads', async () => {
  const pool = new TrainerPool(idler)
  pool.keepWarm(3)
  const [a, b, c] = [pool.take('1', 'layers', 'a'), pool.take('1', 'layers', 'b'), pool.take('2', 'layers', 'b')]
  for (const trainer of [c, a, b]) await pool.giveBack(trainer, true)
  expect(pool.take('1', 'layers', 'b')).toBe(b)
  // None has this shape: the one that waited longest, and none of other threads.
  expect(pool.take('1', 'layers', 'z')).toBe(a)
  expect([a, b, c]).not.toContain(pool.take('1', 'layers', 'b'))
})

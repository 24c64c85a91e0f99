/**
 * Random bits come in blocks of several steps: block b of noise layer l is StatelessRandomUniformFullInt (Philox, Salmon et al. 2011) of
 * shape [blockLength, batch, width] under the key (noiseKey(seed, l), b), and step s uses row s % blockLength of block s / blockLength.
 * Only these integer bits are the same in all three modes: XLA's conversion to float differs from the CPU kernel's. Blocks let the compiled
 * loop draw them outside XLA, whose own Philox takes longer on a CPU than the training step itself (docs/training-engine.md).
 */
export function blockLength(batch: number): number {
  return 2 ** Math.max(0, Math.min(6, Math.floor(Math.log2(4096 / batch))))
}

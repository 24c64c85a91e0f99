import { open } from 'node:fs/promises'

const partBytes = 1 << 20

/** A file from its beginning to its end, in parts that are good until the next: all of them lie in the same place, so that nothing is left behind to be collected. */
export async function* fileParts(path: string): AsyncGenerator<Buffer> {
  const file = await open(path, 'r')
  try {
    const room = Buffer.allocUnsafe(partBytes)
    for (;;) {
      const { bytesRead } = await file.read(room, 0, partBytes, null)
      if (bytesRead === 0) return
      yield room.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

/** The same in whole lines, the last of which may lack its line feed. Ends before a line of more than `longest` bytes, which `cutShort` is told. */
export async function* wholeLines(path: string, longest: number, cutShort: () => void): AsyncGenerator<Buffer> {
  const file = await open(path, 'r')
  try {
    const room = Buffer.allocUnsafe(longest + partBytes)
    let held = 0
    for (;;) {
      const { bytesRead } = await file.read(room, held, partBytes, null)
      const bytes = room.subarray(0, held + bytesRead)
      const end = bytesRead === 0 ? bytes.length : bytes.lastIndexOf('\n') + 1
      if (end > 0) yield bytes.subarray(0, end)
      if (bytesRead === 0) return
      held = bytes.length - end
      if (held > longest) {
        cutShort()
        return
      }
      room.copyWithin(0, end, bytes.length)
    }
  } finally {
    await file.close()
  }
}

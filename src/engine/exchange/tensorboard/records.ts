/** TFRecord: length, its checksum, the bytes, their checksum (tensorflow/core/lib/io/record_writer.h). */

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
  return value >>> 0
})

/** CRC-32C (Castagnoli; RFC 3720 appendix B.4). */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 255] as number)
  return (crc ^ 0xffffffff) >>> 0
}

/** As TensorFlow stores it: rotated and shifted, so that a checksum of checksums is none. */
const masked = (bytes: Uint8Array): number => {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}

export function packRecord(bytes: Uint8Array): Uint8Array {
  const out = Buffer.alloc(16 + bytes.length)
  out.writeBigUInt64LE(BigInt(bytes.length), 0)
  out.writeUInt32LE(masked(out.subarray(0, 8)), 8)
  out.set(bytes, 12)
  out.writeUInt32LE(masked(bytes), 12 + bytes.length)
  return out
}

/** The records of a file up to its end or to the first that is torn or damaged: its writer may still be at work. */
export function unpackRecords(file: Uint8Array): readonly Uint8Array[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  const records: Uint8Array[] = []
  for (let at = 0; at + 16 <= bytes.length; ) {
    const length = bytes.readBigUInt64LE(at)
    if (bytes.readUInt32LE(at + 8) !== masked(bytes.subarray(at, at + 8)) || length > BigInt(bytes.length - at - 16)) break
    const record = bytes.subarray(at + 12, at + 12 + Number(length))
    if (bytes.readUInt32LE(at + 12 + record.length) !== masked(record)) break
    records.push(record)
    at += 16 + record.length
  }
  return records
}

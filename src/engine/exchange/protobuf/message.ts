/** Protocol buffers' wire format (protobuf.dev/programming-guides/encoding), as much of it as ONNX and TensorBoard need. */

type Part = Uint8Array

/** A message under construction. Fields may come in any order; nothing is checked against a schema. */
export class Message {
  private readonly parts: Part[] = []

  /** int32, int64, uint64, bool, enum. Negative numbers take ten bytes, as in two's complement. */
  integer(field: number, value: number): this {
    this.key(field, 0)
    this.parts.push(varint(value))
    return this
  }

  float(field: number, value: number): this {
    this.key(field, 5)
    const bytes = Buffer.alloc(4)
    bytes.writeFloatLE(value)
    this.parts.push(bytes)
    return this
  }

  double(field: number, value: number): this {
    this.key(field, 1)
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleLE(value)
    this.parts.push(bytes)
    return this
  }

  text(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value, 'utf8'))
  }

  bytes(field: number, value: Uint8Array): this {
    this.key(field, 2)
    this.parts.push(varint(value.length), value)
    return this
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.finish())
  }

  finish(): Uint8Array {
    return Buffer.concat(this.parts)
  }

  private key(field: number, wire: number): void {
    this.parts.push(varint(field * 8 + wire))
  }
}

function varint(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value))
  const bytes: number[] = []
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return Uint8Array.from(bytes)
}

/** A field as read: numbers of wire types 0, 1 and 5 as they came, lengths as bytes. */
export interface Field {
  readonly number: number
  readonly wire: 0 | 1 | 2 | 5
  /** Of a varint, as a signed 64-bit number; exact up to 2^53. */
  readonly value: number
  readonly bytes: Uint8Array
}

export class BrokenMessage extends Error {}

const none = new Uint8Array(0)

/** The fields of a message in their order. Throws BrokenMessage where it ends too early: no length is believed beyond the bytes that are there. */
export function readFields(bytes: Uint8Array): readonly Field[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fields: Field[] = []
  let at = 0
  const varintAt = (): bigint => {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = view[at++]
      if (byte === undefined) throw new BrokenMessage('A number is cut off.')
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return value
    }
    throw new BrokenMessage('A number is too long.')
  }
  const take = (length: number): Uint8Array => {
    if (length > view.length - at) throw new BrokenMessage('A field is cut off.')
    at += length
    return view.subarray(at - length, at)
  }
  while (at < view.length) {
    const key = Number(varintAt())
    const [number, wire] = [Math.floor(key / 8), key % 8]
    switch (wire) {
      case 0:
        fields.push({ number, wire, value: Number(BigInt.asIntN(64, varintAt())), bytes: none })
        break
      case 1:
        fields.push({ number, wire, value: NaN, bytes: take(8) })
        break
      case 2:
        fields.push({ number, wire, value: NaN, bytes: take(Number(varintAt())) })
        break
      case 5:
        fields.push({ number, wire, value: NaN, bytes: take(4) })
        break
      default:
        throw new BrokenMessage(`A field has the unknown wire type ${wire}.`)
    }
  }
  return fields
}

export const textOf = ({ bytes }: Field): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
export const floatOf = ({ bytes }: Field): number => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).readFloatLE(0)
export const doubleOf = ({ bytes }: Field): number => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).readDoubleLE(0)

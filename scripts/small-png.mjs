// @ts-check
import { deflateSync, inflateSync } from 'node:zlib'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const most = 256

/**
 * A picture of a window with at most 256 colours: a third of the size, and nobody sees the difference. Takes what Chromium writes (8 bits,
 * RGB or RGBA without transparency, not interlaced), and gives back as it is what it does not know.
 * @param {Buffer} png
 * @returns {Buffer}
 */
export function smallPng(png) {
  const header = png.subarray(16, 29)
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const channels = header[9] === 2 ? 3 : header[9] === 6 ? 4 : 0
  if (!png.subarray(0, 8).equals(signature) || header[8] !== 8 || channels === 0 || header[12] !== 0) return png
  const pixels = unfilter(inflateSync(Buffer.concat(chunksOf(png, 'IDAT'))), width, height, channels)
  const { palette, places } = reduce(pixels, channels)
  const rows = Buffer.alloc(height * (width + 1))
  for (let y = 0; y < height; y++) rows.set(places.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 3, 0, 0, 0], 8)
  const small = Buffer.concat([signature, chunk('IHDR', head), chunk('PLTE', Buffer.from(palette)), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))])
  return small.length < png.length ? small : png
}

/**
 * @param {Buffer} png
 * @param {string} type
 */
function chunksOf(png, type) {
  const found = []
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === type) found.push(png.subarray(at + 8, at + 8 + length))
    at += length + 12
  }
  return found
}

/**
 * Undoes the filter of each row (PNG specification, section 9).
 * @param {Buffer} data
 * @param {number} width
 * @param {number} height
 * @param {number} channels
 */
function unfilter(data, width, height, channels) {
  const stride = width * channels
  const out = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)]
    const from = y * (stride + 1) + 1
    const to = y * stride
    for (let x = 0; x < stride; x++) {
      const left = x >= channels ? (out[to + x - channels] ?? 0) : 0
      const up = y > 0 ? (out[to + x - stride] ?? 0) : 0
      const corner = x >= channels && y > 0 ? (out[to + x - stride - channels] ?? 0) : 0
      const guess = filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : filter === 4 ? paeth(left, up, corner) : 0
      out[to + x] = ((data[from + x] ?? 0) + guess) & 255
    }
  }
  return out
}

/**
 * @param {number} left
 * @param {number} up
 * @param {number} corner
 */
function paeth(left, up, corner) {
  const guess = left + up - corner
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

/**
 * At most 256 colours by median cut over the colours that occur, weighted by how often (Heckbert 1982). The commonest colours stay exact:
 * flat surfaces keep theirs.
 * @param {Buffer} pixels
 * @param {number} channels
 */
function reduce(pixels, channels) {
  /** @type {Map<number, number>} */
  const counts = new Map()
  const colours = new Int32Array(pixels.length / channels)
  for (let i = 0; i < colours.length; i++) {
    const at = i * channels
    const colour = ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0)
    colours[i] = colour
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const byCount = [...counts].sort((a, b) => b[1] - a[1])
  const exact = counts.size <= most ? counts.size : most / 2
  /** @type {[number, number][][]} */
  let boxes = [byCount.slice(exact)]
  while (boxes.length < most - exact) {
    const widest = boxes.map((box, index) => ({ index, ...spread(box) })).sort((a, b) => b.width - a.width)[0]
    const box = widest === undefined ? undefined : boxes[widest.index]
    if (widest === undefined || box === undefined || widest.width === 0) break
    const sorted = [...box].sort((a, b) => ((a[0] >> widest.shift) & 255) - ((b[0] >> widest.shift) & 255))
    const half = sorted.length >> 1
    boxes = [...boxes.slice(0, widest.index), sorted.slice(0, half), sorted.slice(half), ...boxes.slice(widest.index + 1)]
  }
  /** @type {Map<number, number>} */
  const place = new Map()
  /** @type {number[]} */
  const palette = []
  const add = (/** @type {readonly number[]} */ mean, /** @type {readonly [number, number][]} */ members) => {
    for (const [colour] of members) place.set(colour, palette.length / 3)
    palette.push(...mean)
  }
  for (const [colour, count] of byCount.slice(0, exact)) add([16, 8, 0].map((shift) => (colour >> shift) & 255), [[colour, count]])
  for (const box of boxes) {
    if (box.length === 0) continue
    const weight = box.reduce((sum, [, count]) => sum + count, 0)
    add([16, 8, 0].map((shift) => Math.round(box.reduce((sum, [colour, count]) => sum + ((colour >> shift) & 255) * count, 0) / weight)), box)
  }
  return { palette, places: Uint8Array.from(colours, (colour) => place.get(colour) ?? 0) }
}

/** @param {readonly [number, number][]} box */
function spread(box) {
  return [16, 8, 0]
    .map((shift) => {
      let [low, high] = [255, 0]
      for (const [colour] of box) {
        const value = (colour >> shift) & 255
        low = Math.min(low, value)
        high = Math.max(high, value)
      }
      return { shift, width: Math.max(0, high - low) }
    })
    .reduce((a, b) => (b.width > a.width ? b : a))
}

/**
 * @param {string} type
 * @param {Buffer} data
 */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  out.set(body, 4)
  out.writeUInt32BE(crc(body), body.length + 4)
  return out
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c
})

/** @param {Buffer} bytes */
function crc(bytes) {
  let c = 0xffffffff
  for (const byte of bytes) c = (table[(c ^ byte) & 255] ?? 0) ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}

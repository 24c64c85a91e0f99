// @ts-check
// Draws resources/icons/: the mark of Crossfade (src/renderer/src/frame/CrossfadeMark.vue) on a tile for the application and on a sheet for
// experiment files, as PNG, ICO and ICNS. Run by hand after a change: node scripts/package/make-icons.mjs
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { root } from '../setup/paths.mjs'

/** @typedef {readonly [number, number, number]} Colour */

/** @type {Record<'tile' | 'sheet' | 'fold' | 'light' | 'in' | 'out', Colour>} */
const colours = { tile: [21, 23, 26], sheet: [255, 255, 255], fold: [214, 219, 226], light: [139, 147, 158], in: [61, 130, 246], out: [139, 147, 158] }

/**
 * @param {number} t
 * @param {boolean} up
 * @returns {readonly [number, number]} a point of one curve of the mark, in its 18 x 18 field
 */
function curve(t, up) {
  const s = 1 - t
  const x = s ** 3 * 1.5 + 3 * s * s * t * 8 + 3 * s * t * t * 10 + t ** 3 * 16.5
  const y = s ** 3 * 3.5 + 3 * s * s * t * 3.5 + 3 * s * t * t * 14.5 + t ** 3 * 14.5
  return [x, up ? 18 - y : y]
}
const points = [false, true].map((up) => Array.from({ length: 201 }, (_, i) => curve(i / 200, up)))

/**
 * @param {'app' | 'experiment'} kind
 * @param {number} size
 * @returns {Buffer} PNG, RGBA
 */
function picture(kind, size) {
  const rows = Buffer.alloc(size * (size * 4 + 1))
  const unit = 1 / size
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) rows.set(pixel(kind, (x + 0.5) * unit, (y + 0.5) * unit, unit), y * (size * 4 + 1) + 1 + x * 4)
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  head.set([8, 6, 0, 0, 0], 8)
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))])
}

/**
 * @param {'app' | 'experiment'} kind
 * @param {number} x
 * @param {number} y in a field of 1 x 1
 * @param {number} unit of a pixel
 */
function pixel(kind, x, y, unit) {
  const box = kind === 'app' ? { left: 0.06, top: 0.06, right: 0.94, bottom: 0.94, radius: 0.19 } : { left: 0.16, top: 0.04, right: 0.84, bottom: 0.96, radius: 0.05 }
  const alpha = cover(roundedBox(x, y, box), unit)
  const inCorner = kind === 'experiment' && x > 0.64 && y < 0.24
  if (alpha === 0 || (inCorner && x - 0.64 > y - 0.04)) return [0, 0, 0, 0]
  let colour = kind === 'app' ? colours.tile : colours.sheet
  if (kind === 'experiment') {
    colour = mix(colours.light, colour, cover(roundedBox(x, y, { left: 0.172, top: 0.052, right: 0.828, bottom: 0.948, radius: 0.04 }), unit))
    if (inCorner) colour = colours.fold
  }
  const scale = kind === 'app' ? 0.036 : 0.028
  const [markX, markY] = [(x - 0.5) / scale + 9, (y - (kind === 'app' ? 0.5 : 0.58)) / scale + 9]
  for (const [index, of] of [colours.out, colours.in].entries()) {
    let nearest = Infinity
    for (const [px, py] of points[index] ?? []) nearest = Math.min(nearest, (px - markX) ** 2 + (py - markY) ** 2)
    colour = mix(colour, of, cover((Math.sqrt(nearest) - 1.2) * scale, unit))
  }
  return [...colour.map(Math.round), Math.round(alpha * 255)]
}

/**
 * @param {number} x
 * @param {number} y
 * @param {{ left: number, top: number, right: number, bottom: number, radius: number }} box
 * @returns {number} the distance outside its edge; under 0: inside
 */
function roundedBox(x, y, { left, top, right, bottom, radius }) {
  const dx = Math.max(left + radius - x, x - right + radius)
  const dy = Math.max(top + radius - y, y - bottom + radius)
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius
}

/**
 * @param {number} distance
 * @param {number} unit
 */
const cover = (distance, unit) => Math.min(1, Math.max(0, 0.5 - distance / unit))

/**
 * @param {Colour} under
 * @param {Colour} over
 * @param {number} share
 * @returns {Colour}
 */
const mix = (under, over, share) => [0, 1, 2].map((i) => (under[i] ?? 0) * (1 - share) + (over[i] ?? 0) * share)

/**
 * @param {string} type
 * @param {Buffer} data
 */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** @param {ReadonlyMap<number, Buffer>} pictures Windows: PNGs in a directory */
function ico(pictures) {
  const sizes = [16, 32, 48, 256]
  const head = Buffer.alloc(6 + 16 * sizes.length)
  head.set([0, 0, 1, 0, sizes.length, 0])
  let at = head.length
  for (const [index, size] of sizes.entries()) {
    const png = pictures.get(size) ?? Buffer.alloc(0)
    const entry = 6 + 16 * index
    head.set([size % 256, size % 256, 0, 0, 1, 0, 32, 0], entry)
    head.writeUInt32LE(png.length, entry + 8)
    head.writeUInt32LE(at, entry + 12)
    at += png.length
  }
  return Buffer.concat([head, ...sizes.map((size) => pictures.get(size) ?? Buffer.alloc(0))])
}

/** @param {ReadonlyMap<number, Buffer>} pictures macOS: PNGs by the name of their size */
function icns(pictures) {
  const types = /** @type {const} */ ([['icp4', 16], ['icp5', 32], ['ic07', 128], ['ic08', 256], ['ic09', 512], ['ic10', 1024]])
  const parts = types.map(([type, size]) => {
    const png = pictures.get(size) ?? Buffer.alloc(0)
    const head = Buffer.from(`${type}    `, 'latin1')
    head.writeUInt32BE(png.length + 8, 4)
    return Buffer.concat([head, png])
  })
  const head = Buffer.from('icns    ', 'latin1')
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 4)
  return Buffer.concat([head, ...parts])
}

const folder = join(root, 'resources', 'icons')
mkdirSync(folder, { recursive: true })
for (const kind of /** @type {const} */ (['app', 'experiment'])) {
  const pictures = new Map([16, 32, 48, 128, 256, 512, 1024].map((size) => [size, picture(kind, size)]))
  writeFileSync(join(folder, `${kind}.png`), pictures.get(512) ?? '')
  writeFileSync(join(folder, `${kind}.ico`), ico(pictures))
  writeFileSync(join(folder, `${kind}.icns`), icns(pictures))
}

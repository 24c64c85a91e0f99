// Makes resources/samples/synthetic_songs.csv: songs that do not exist, drawn from the mean and standard deviation
// of each genre in genre_profile.json. Same columns as the study's table: an unnamed index and 20 named ones.
// Like the table it imitates it is sorted by genre, has songs listed under several genres (same track_id, same
// features, other label) and a few rows twice, so that an audit has something true to find.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const samples = join(dirname(fileURLToPath(import.meta.url)), '..', 'resources', 'samples')
const profile = JSON.parse(readFileSync(join(samples, 'genre_profile.json'), 'utf8'))
const rowsPerGenre = 100
const shareListedElsewhere = 0.2
const shareRepeated = 0.004

/** Mulberry32: uniform in [0, 1), the same numbers on every machine. */
function generator(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let z = Math.imul(state ^ (state >>> 15), 1 | state)
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296
  }
}

const uniform = generator(20221)
const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())

/** Gamma with the given shape and scale 1 (Marsaglia & Tsang 2000). */
function gamma(shape) {
  if (shape < 1) return gamma(shape + 1) * Math.pow(1 - uniform(), 1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal()
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

/** Beta on [0, 1] with this mean and standard deviation. */
function beta(mean, std) {
  const m = Math.min(Math.max(mean, 0.002), 0.998)
  const concentration = Math.max((m * (1 - m)) / Math.max(std * std, 1e-6) - 1, 0.05)
  const a = gamma(m * concentration)
  const b = gamma((1 - m) * concentration)
  return a + b === 0 ? m : a / (a + b)
}

const clamp = (x, low, high) => Math.min(Math.max(x, low), high)
const digits = (x, n) => String(Number(x.toPrecision(n)))
const pick = (list) => list[Math.floor(uniform() * list.length)]
const trackId = () => Array.from({ length: 22 }, () => pick('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')).join('')

let made = 0
function song(genre) {
  const { mean, std } = profile.genres[genre]
  const at = (column) => profile.columns.indexOf(column)
  const share = (column) => digits(beta(mean[at(column)], std[at(column)]), 3)
  const about = (column) => mean[at(column)] + std[at(column)] * normal()
  const chance = (column) => uniform() < mean[at(column)]
  const length = mean[at('duration_ms')]
  const spread = Math.sqrt(Math.log(1 + (std[at('duration_ms')] / length) ** 2))
  made++
  return [
    trackId(),
    `Synthetic artist ${String(1 + Math.floor(uniform() * 900)).padStart(3, '0')}`,
    `Synthetic album ${String(1 + Math.floor(uniform() * 2500)).padStart(4, '0')}`,
    `Synthetic track ${String(made).padStart(5, '0')}`,
    Math.round(clamp(about('popularity'), 0, 100)),
    Math.round(Math.exp(Math.log(length) - (spread * spread) / 2 + spread * normal())),
    chance('explicit') ? 'True' : 'False',
    share('danceability'),
    share('energy'),
    Math.floor(clamp(about('key') + 0.5, 0, 11)),
    digits(clamp(about('loudness'), -49, 4), 4),
    chance('mode') ? 1 : 0,
    share('speechiness'),
    share('acousticness'),
    share('instrumentalness'),
    share('liveness'),
    share('valence'),
    digits(clamp(about('tempo'), 40, 220), 6),
    Math.round(clamp(about('time_signature'), 1, 5)),
  ]
}

const header = ',track_id,artists,album_name,track_name,popularity,duration_ms,explicit,danceability,energy,key,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo,time_signature,track_genre'
const lines = [header]
const earlier = []
for (const genre of Object.keys(profile.genres)) {
  let previous = null
  for (let i = 0; i < rowsPerGenre; i++) {
    const cells =
      previous !== null && uniform() < shareRepeated ? previous
      : earlier.length > 0 && uniform() < shareListedElsewhere ? pick(earlier)
      : song(genre)
    previous = cells
    earlier.push(cells)
    lines.push([lines.length - 1, ...cells, genre].join(','))
  }
}
// One row without its texts, as in the table imitated.
const holed = lines[6587].split(',')
for (const column of [2, 3, 4]) holed[column] = ''
lines[6587] = holed.join(',')
writeFileSync(join(samples, 'synthetic_songs.csv'), `${lines.join('\n')}\n`)
console.log(`${lines.length - 1} rows, ${made} songs`)

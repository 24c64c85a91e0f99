import { describe, expect, it } from 'vitest'
import { isAppUrl, pathOfAppUrl } from './app-url'

describe('addresses of the app', () => {
  it.each([
    ['app://crossfade/index.html', true],
    ['app://crossfade/', true],
    ['app://elsewhere/index.html', false],
    ['file:///etc/passwd', false],
    ['https://crossfade/index.html', false],
    ['https://example.org/?app://crossfade/', false],
    ['', false],
    ['nonsense', false],
  ])('%s: %s', (url, ours) => {
    expect(isAppUrl(url, null)).toBe(ours)
  })

  it('counts the development server only when there is one', () => {
    expect(isAppUrl('http://localhost:5173/index.html', 'http://localhost:5173')).toBe(true)
    expect(isAppUrl('http://localhost:9999/index.html', 'http://localhost:5173')).toBe(false)
    expect(isAppUrl('http://localhost:5173/', null)).toBe(false)
  })

  it.each([
    ['app://crossfade/', ['index.html']],
    ['app://crossfade/assets/index-abc.js?v=1#x', ['assets', 'index-abc.js']],
    ['app://crossfade/../../etc/passwd', ['etc', 'passwd']],
    ['app://crossfade/%2e%2e/%2e%2e/etc/passwd', ['etc', 'passwd']],
    ['app://crossfade/..%2f..%2fetc/passwd', null],
    ['app://crossfade/a%5c..%5cb', null],
    ['app://crossfade/%00', null],
    ['app://crossfade/%E0%A4%A', null],
    ['app://crossfade/C:/x', null],
    ['app://other/index.html', null],
  ])('%s names %j', (url, segments) => {
    expect(pathOfAppUrl(url)).toEqual(segments)
  })
})

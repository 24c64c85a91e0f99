import { expect, it } from 'vitest'
import { isOpenable } from './https-link'

it.each(['https://example.org/', 'https://example.org/a?b=c#d'])('opens %s', (url) => {
  expect(isOpenable(url)).toBe(true)
})

it.each([
  'http://example.org/',
  'file:///etc/passwd',
  'smb://server/share',
  'javascript:alert(1)',
  'data:text/html,x',
  'https://user:secret@example.org/',
  'mailto:someone@example.org',
  'vscode://file/etc/passwd',
  '//example.org',
  '',
])('refuses %s', (url) => {
  expect(isOpenable(url)).toBe(false)
})

import { describe, expect, it } from 'vitest'
import { leadsElsewhere } from './leads-elsewhere'

const home = { posix: '/home/a/b.crossfade', win32: 'C:\\Users\\a\\b.crossfade' } as const
const systems = ['posix', 'win32'] as const

describe.each(systems)('a path in an experiment file, on %s', (system) => {
  it.each(['\\\\host\\share\\x.csv', '//host/share/x.csv', '/\\host\\share\\x.csv', '\\/host/share/x.csv', '\\\\host@SSL@443\\dav\\x.csv', '//10.0.0.1/x.csv'])('leads to another computer: %s', (path) => {
    expect(leadsElsewhere(path, home[system], system)).toMatch(/^on another computer \((host|10\.)/)
  })

  it.each(['\\\\.\\PhysicalDrive0', '\\\\.\\pipe\\x', '\\\\?\\UNC\\host\\share\\x.csv', '//./COM1', '//?/C:/x.csv', '\\??\\UNC\\host\\x.csv'])('is a device: %s', (path) => {
    expect(leadsElsewhere(path, home[system], system)).toBe('a device')
  })

  it.each(['file:///etc/passwd', 'file://host/share/x.csv', 'FILE:x.csv', 'http://host/x.csv', 's3://bucket/x.csv', 'smb://host/x.csv', 'https:\\\\host\\x.csv'])('is an address: %s', (path) => {
    expect(leadsElsewhere(path, home[system], system)).toBe('an address and not a path')
  })

  it.each(['x.csv', 'data/x.csv', '../x.csv', 'data\\x.csv', 'a:b.csv', 'C:\\data\\x.csv', 'C:/data/x.csv', 'Größe 1.csv', '/data/x.csv', '/devices/x.csv', 'dev/x.csv', './proc/x.csv', 'console.csv', 'nullable.csv'])('is a file: %s', (path) => {
    expect(leadsElsewhere(path, home[system], system)).toBeNull()
  })
})

describe('a path in an experiment file', () => {
  it.each(['/dev/zero', '/dev/stdin', '/proc/self/environ', '/proc', '/sys/kernel/x', '../../dev/zero', '/home/../dev//zero'])('is a device where it is one: %s', (path) => {
    expect(leadsElsewhere(path, home.posix, 'posix')).toBe('a device')
    expect(leadsElsewhere(path, home.win32, 'win32')).toBeNull()
  })

  it.each(['NUL', 'con', 'data\\aux.csv', 'COM1', 'lpt9.txt', 'C:\\data\\prn .csv', 'CONIN$', 'com².csv'])('is a device on Windows: %s', (path) => {
    expect(leadsElsewhere(path, home.win32, 'win32')).toBe('a device')
    expect(leadsElsewhere(path, home.posix, 'posix')).toBeNull()
  })

  it('may lie in memory that is used as a disk', () => {
    expect(leadsElsewhere('/dev/shm/x.csv', home.posix, 'posix')).toBeNull()
    expect(leadsElsewhere('/dev/shm/../zero', home.posix, 'posix')).toBe('a device')
  })

  it('may lead to the computer that the experiment came from, and to no other', () => {
    const file = '\\\\Team\\studies\\b.crossfade'
    expect(leadsElsewhere('\\\\team\\data\\x.csv', file, 'win32')).toBeNull()
    expect(leadsElsewhere('x.csv', file, 'win32')).toBeNull()
    expect(leadsElsewhere('\\\\team2\\data\\x.csv', file, 'win32')).toBe('on another computer (team2)')
  })
})

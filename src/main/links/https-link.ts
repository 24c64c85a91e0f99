/** True for addresses that may be opened outside: https, with a host, without a name or password in it. */
export function isOpenable(url: string): boolean {
  try {
    const { protocol, hostname, username, password } = new URL(url)
    return protocol === 'https:' && hostname !== '' && username === '' && password === ''
  } catch {
    return false
  }
}

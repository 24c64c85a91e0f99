/** The page is served under a scheme of its own, so that `'self'` in the policy means this app and nothing of the disk. */
export const appScheme = 'app'
export const appHost = 'crossfade'
export const appOrigin = `${appScheme}://${appHost}`

/** True for pages of this app; `devServer` is the origin of the development server, null in a built app. */
export function isAppUrl(url: string, devServer: string | null): boolean {
  const parsed = parse(url)
  if (parsed === null) return false
  if (parsed.protocol === `${appScheme}:`) return parsed.host === appHost
  return devServer !== null && parsed.origin === parse(devServer)?.origin
}

/**
 * The file inside `root` that a page address names, as path segments, or null where it leads out of it.
 * Percent-encoded dots and slashes are decoded first: what is left must be plain names.
 */
export function pathOfAppUrl(url: string): readonly string[] | null {
  const parsed = parse(url)
  if (parsed === null || !isAppUrl(url, null)) return null
  let path: string
  try {
    path = decodeURIComponent(parsed.pathname)
  } catch {
    return null
  }
  const segments = path.split('/').filter((segment) => segment !== '')
  if (segments.some((segment) => segment === '..' || segment === '.' || /[\\:\0]/.test(segment))) return null
  return segments.length === 0 ? ['index.html'] : segments
}

function parse(url: string): URL | null {
  try {
    return new URL(url)
  } catch {
    return null
  }
}

/** The dev server injects inline styles and opens a socket: a looser policy while developing, never in a build. */
export function developmentPolicy() {
  return {
    name: 'crossfade:development-policy',
    apply: 'serve' as const,
    transformIndexHtml: (html: string) =>
      html.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'").replace("default-src 'self'", "default-src 'self'; connect-src 'self' ws:"),
  }
}

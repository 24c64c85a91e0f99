/** The card before it has a form: headings with paragraphs, lists and tables. */
export type CardBlock =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly caption: string; readonly columns: readonly { readonly title: string; readonly numeric?: boolean }[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'code'; readonly text: string }

export const text = (content: string): CardBlock => ({ kind: 'text', text: content })

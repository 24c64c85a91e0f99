/** A part of a path: a field, a place in a list, or every member of a list with this `kind`. */
export type PathPart = { readonly kind: 'field'; readonly name: string } | { readonly kind: 'place'; readonly index: number } | { readonly kind: 'members'; readonly of: string }

/** `recipe.steps[scale].method`, `model.layers[0].units`. Null where it is not a path. */
export function parsePath(path: string): readonly PathPart[] | null {
  const parts: PathPart[] = []
  for (const piece of path.split('.')) {
    const match = /^([A-Za-z][A-Za-z0-9]*)((?:\[[a-z0-9-]+\])*)$/.exec(piece)
    if (match === null) return null
    parts.push({ kind: 'field', name: match[1] ?? '' })
    for (const [, inside = ''] of (match[2] ?? '').matchAll(/\[([a-z0-9-]+)\]/g)) {
      parts.push(/^\d+$/.test(inside) ? { kind: 'place', index: Number(inside) } : { kind: 'members', of: inside })
    }
  }
  return parts
}

/** The document with a value at a path, or null where the path leads to nothing. The last field may be new; the document itself stays. */
export function withValueAt(document: unknown, parts: readonly PathPart[], value: unknown): unknown {
  const [part, ...rest] = parts
  if (part === undefined) return value
  switch (part.kind) {
    case 'field': {
      if (typeof document !== 'object' || document === null || Array.isArray(document)) return null
      const fields = document as Readonly<Record<string, unknown>>
      if (!(part.name in fields) && rest.length > 0) return null
      const inside = withValueAt(fields[part.name], rest, value)
      return inside === null && rest.length > 0 ? null : { ...fields, [part.name]: inside }
    }
    case 'place': {
      if (!Array.isArray(document) || part.index >= document.length) return null
      const inside = withValueAt(document[part.index], rest, value)
      return inside === null && rest.length > 0 ? null : document.map((one: unknown, i) => (i === part.index ? inside : one))
    }
    case 'members': {
      if (!Array.isArray(document)) return null
      let found = false
      const members = document.map((one: unknown) => {
        if (typeof one !== 'object' || one === null || (one as { kind?: unknown }).kind !== part.of) return one
        found = true
        return withValueAt(one, rest, value)
      })
      return found && !members.includes(null) ? members : null
    }
  }
}

/** The value at a path; undefined where there is none. Of several members, the first. */
export function valueAtPath(document: unknown, parts: readonly PathPart[]): unknown {
  let at = document
  for (const part of parts) {
    if (typeof at !== 'object' || at === null) return undefined
    if (part.kind === 'field') at = (at as Readonly<Record<string, unknown>>)[part.name]
    else if (!Array.isArray(at)) return undefined
    else at = part.kind === 'place' ? at[part.index] : (at as { kind?: unknown }[]).find((one) => one.kind === part.of)
  }
  return at
}

/**
 * Names of columns as they are used everywhere: trimmed, none empty, none twice. A column without a name is `unnamed`
 * (`unnamed_2` …); in a file without a header they are `column_1` …; a repeated name gets a number. Pure.
 */
export function columnNames(raw: readonly string[], header: boolean): string[] {
  const taken = new Set<string>()
  // Names that stand in the file as they are go first: an invented one gives way to them.
  const given = raw.map((name) => name.trim())
  const whole = new Set(given)
  return given.map((name, position) => {
    const wanted = header ? name || 'unnamed' : `column_${position + 1}`
    let free = wanted
    for (let n = 2; taken.has(free) || (free !== name && header && whole.has(free)); n++) free = `${wanted}_${n}`
    taken.add(free)
    return free
  })
}

export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface SavedBounds {
  readonly width: number
  readonly height: number
  readonly x?: number | undefined
  readonly y?: number | undefined
}

/**
 * Where the window opens: where it was, unless too little of it would be on any screen now; never larger than the screen.
 * Pixels. Without a position the system places it.
 */
export function fitBounds(saved: SavedBounds, screens: readonly Area[]): SavedBounds {
  const { x, y } = saved
  const home = x === undefined || y === undefined ? undefined : screens.find((screen) => overlap({ ...saved, x, y }, screen))
  const largest = home ?? screens[0]
  const width = Math.min(saved.width, largest?.width ?? saved.width)
  const height = Math.min(saved.height, largest?.height ?? saved.height)
  return home === undefined ? { width, height } : { width, height, x, y }
}

/** At least 100 by 50 pixels on the screen, and the title bar not above it: enough to take hold of. */
function overlap(window: Area, screen: Area): boolean {
  const across = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x)
  const down = Math.min(window.y + window.height, screen.y + screen.height) - Math.max(window.y, screen.y)
  return across >= 100 && down >= 50 && window.y >= screen.y
}

import { describe, expect, it } from 'vitest'
import { fitBounds } from './fit-bounds'

const screen = { x: 0, y: 0, width: 1920, height: 1080 }

describe('where the window opens', () => {
  it('is where it was', () => {
    expect(fitBounds({ x: 100, y: 50, width: 1200, height: 800 }, [screen])).toEqual({ x: 100, y: 50, width: 1200, height: 800 })
  })

  it('is up to the system when its screen is gone', () => {
    expect(fitBounds({ x: 2500, y: 50, width: 1200, height: 800 }, [screen])).toEqual({ width: 1200, height: 800 })
  })

  it('is up to the system when the title bar would be out of reach', () => {
    expect(fitBounds({ x: 100, y: -300, width: 1200, height: 800 }, [screen])).toEqual({ width: 1200, height: 800 })
  })

  it('stays on a second screen to the left', () => {
    const left = { x: -1280, y: 0, width: 1280, height: 1024 }
    expect(fitBounds({ x: -1200, y: 10, width: 1000, height: 700 }, [screen, left])).toMatchObject({ x: -1200, y: 10 })
  })

  it('is no larger than the screen', () => {
    expect(fitBounds({ width: 4000, height: 3000 }, [screen])).toEqual({ width: 1920, height: 1080 })
  })
})

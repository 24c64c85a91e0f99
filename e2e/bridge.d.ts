import type { CrossfadeApi } from '../src/preload/api'

declare global {
  interface Window {
    readonly crossfade: CrossfadeApi
  }
}

import type { CrossfadeApi } from '@preload/api'

declare global {
  interface Window {
    readonly crossfade: CrossfadeApi
  }
}

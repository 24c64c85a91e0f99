import { powerSaveBlocker } from 'electron'

/** Keeps the machine from falling asleep while runs are under way; the screen may. */
export function keepAwake(): { readonly runsChanged: (active: number) => void } {
  let blocker: number | null = null
  return {
    runsChanged: (active) => {
      if (active > 0 && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension')
      if (active === 0 && blocker !== null) {
        powerSaveBlocker.stop(blocker)
        blocker = null
      }
    },
  }
}

import { usePreferredColorScheme } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { ErrorEnvelope } from '@shared/errors'
import { toEnvelope } from '@shared/errors'
import type { ArgumentOf } from '@shared/ipc/contract'
import type { AppSnapshot } from '@shared/ipc/requests/app'
import type { Settings, SettingsChange } from '@shared/settings/settings'
import { api } from '../api/crossfade'
import { numberStyle } from '../format/number-style'
import { mostKept } from './kept-draft'

export type Place =
  | { readonly kind: 'home' }
  | { readonly kind: 'data' }
  | { readonly kind: 'design' }
  | { readonly kind: 'runs' }
  | { readonly kind: 'run'; readonly id: string }
  | { readonly kind: 'compare' }
  | { readonly kind: 'studies' }
  | { readonly kind: 'settings' }

/** Something to tell: an error that has no place of its own, or what was done and can be undone. */
export interface Notice {
  readonly id: number
  readonly tone: 'error' | 'info'
  readonly text: string
  readonly details?: string | undefined
  readonly action?: { readonly label: string; readonly run: () => void } | undefined
}

export const useAppStore = defineStore('app', () => {
  const snapshot = shallowRef<AppSnapshot | null>(null)
  const place = shallowRef<Place>({ kind: 'home' })
  const paletteOpen = ref(false)
  const notices = shallowRef<readonly Notice[]>([])
  const railCollapsed = ref(false)
  const layout = ref<Record<string, unknown>>({})
  /** Main could not answer the first question: shown instead of the screens. */
  const startFailure = ref<string | null>(null)

  const preferred = usePreferredColorScheme()
  const theme = computed<'light' | 'dark'>(() => {
    const wanted = snapshot.value?.settings.theme ?? 'system'
    if (wanted !== 'system') return wanted
    return preferred.value === 'dark' ? 'dark' : 'light'
  })
  watch(theme, (now) => document.documentElement.setAttribute('data-theme', now), { immediate: true })

  watch(
    () => snapshot.value?.settings.decimalStyle ?? 'point',
    (style) => (numberStyle.value = style),
    { immediate: true, flush: 'sync' },
  )

  const settings = computed<Settings | null>(() => snapshot.value?.settings ?? null)

  /** The mode that a run left on 'auto' would take: the first one that works. */
  const engineLine = computed(() => {
    const probe = snapshot.value?.engine
    if (!probe) return null
    const mode = probe.modes.find((one) => one.works)?.mode ?? 'not working'
    return { text: `TensorFlow ${probe.tensorflow} · ${mode} · ${probe.cores} cores`, works: probe.modes.some((one) => one.works) }
  })

  let nextNotice = 1
  function notify(notice: Omit<Notice, 'id'>): number {
    const id = nextNotice++
    notices.value = [...notices.value.filter((one) => one.text !== notice.text), { ...notice, id }].slice(-5)
    return id
  }
  function dismiss(id: number): void {
    notices.value = notices.value.filter((notice) => notice.id !== id)
  }
  function fail(envelope: ErrorEnvelope): void {
    if (envelope.code === 'cancelled') return
    const details = JSON.stringify(envelope, null, 2)
    notify({ tone: 'error', text: envelope.message, details })
  }
  /** For a failed action that has no better place to show its error. */
  const failed = (thrown: unknown): void => fail(toEnvelope(thrown))

  function take(next: AppSnapshot): void {
    snapshot.value = next
    railCollapsed.value = next.settings.railCollapsed
  }

  async function changeSettings(change: SettingsChange): Promise<void> {
    try {
      const next = await api.changeSettings(change)
      if (snapshot.value !== null) snapshot.value = { ...snapshot.value, settings: next }
    } catch (thrown) {
      failed(thrown)
    }
  }

  function toggleRail(): void {
    railCollapsed.value = !railCollapsed.value
    void changeSettings({ railCollapsed: railCollapsed.value })
  }

  /** Remembers part of the layout, such as a split position, under `key`. */
  function remember(key: string, value: unknown): void {
    layout.value = { ...layout.value, [key]: value }
    void changeSettings({ layout: layout.value })
  }
  /** As `remember`, for designs in progress: those written longest ago give way. */
  function rememberDraft(key: string, value: unknown): void {
    const others = Object.entries(layout.value).filter(([one]) => one !== key)
    const drafts = others.filter(([one]) => one.startsWith('draft:')).slice(-(mostKept - 1))
    const rest = others.filter(([one]) => !one.startsWith('draft:'))
    layout.value = Object.fromEntries([...rest, ...drafts, [key, value]])
    void changeSettings({ layout: layout.value })
  }
  const remembered = (key: string): unknown => layout.value[key]

  function go(to: Place): void {
    place.value = to
  }

  /** Puts text on the clipboard and says so. */
  async function copy(text: string, what: string): Promise<void> {
    try {
      await api.copyText(text)
      notify({ tone: 'info', text: `${what} copied.` })
    } catch (thrown) {
      failed(thrown)
    }
  }

  /** Puts a picture, a PNG as a data URL, on the clipboard and says so. */
  async function copyImage(png: string, what: string): Promise<void> {
    try {
      await api.copyImage(png)
      notify({ tone: 'info', text: `${what} copied.` })
    } catch (thrown) {
      failed(thrown)
    }
  }

  /** Throws what main answers. */
  async function changeWorkspace(change: ArgumentOf<'workspace:change'>): Promise<void> {
    take(await api.changeWorkspace(change))
  }

  async function chooseWorkspace(): Promise<boolean> {
    const next = await api.chooseWorkspace()
    if (next === null) return false
    take(next)
    return true
  }

  /** Subscribes, then fetches a snapshot: nothing falls between the two. */
  async function connect(): Promise<() => void> {
    const ends = [api.onSnapshot(take), api.onError(fail)]
    try {
      const first = await api.snapshot()
      take(first)
      layout.value = { ...first.settings.layout }
      for (const notice of first.notices) fail(notice)
    } catch (thrown) {
      startFailure.value = toEnvelope(thrown).message
    }
    return () => ends.forEach((end) => end())
  }

  return {
    snapshot, place, paletteOpen, notices, railCollapsed, startFailure, theme, settings, engineLine,
    notify, dismiss, fail, failed, changeSettings, toggleRail, remember, rememberDraft, remembered, go, copy, copyImage, changeWorkspace, chooseWorkspace, connect,
  }
})

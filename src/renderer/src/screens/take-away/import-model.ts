import { api } from '../../api/crossfade'
import { useAppStore } from '../../stores/app'
import { useDesignStore } from '../../stores/design'

/** Asks for a model of another program and makes it the layers of the design, which then starts from its weights. */
export async function importModel(): Promise<void> {
  const app = useAppStore()
  const design = useDesignStore()
  try {
    const opened = await api.importModel()
    if (opened === null) return
    design.changeModel(opened.design)
    app.go({ kind: 'design' })
    const name = opened.design.start?.name ?? opened.path
    app.notify({ tone: 'info', text: [`${name} is the design now, with its weights as a start.`, ...opened.remarks].join(' ') })
  } catch (thrown) {
    app.failed(thrown)
  }
}

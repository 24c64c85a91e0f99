import './frame/strict-zod'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '@fontsource-variable/inter/wght.css'
import '@fontsource/jetbrains-mono/latin-400.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/reka.css'
import './styles/surface.css'
import App from './App.vue'
import { reportUncaught } from './frame/uncaught'

const app = createApp(App)
app.use(createPinia())
reportUncaught(app)
app.mount('#app')

// GOV.UK Frontend's own behaviour, and the warning before a session ends. Every page works without it.
import {
  createAll, Button, CharacterCount, ErrorSummary, FileUpload, NotificationBanner, PasswordInput, ServiceNavigation, SkipLink
} from './vendor/govuk-frontend/govuk-frontend.min.js'

// Radios and checkboxes are left to the style sheet: their script sets aria-expanded, which those elements may not have.
const components = [
  Button, CharacterCount, ErrorSummary, FileUpload, NotificationBanner, PasswordInput, ServiceNavigation, SkipLink
]
components.forEach((component) => createAll(component))

// The skip link's mark in the address would go along with the next form, and the page that answers would then
// move the focus to its beginning, away from what has gone wrong or been done.
addEventListener('hashchange', () => {
  if (location.hash === '#main-content') history.replaceState(history.state, '', location.pathname + location.search)
})

const warning = document.querySelector('[data-ehe-time-out]')
if (warning) {
  const seconds = Number(warning.dataset.eheTimeOut)
  let warn, end

  const restart = () => {
    warning.hidden = true
    clearTimeout(warn)
    clearTimeout(end)
    warn = setTimeout(() => { warning.hidden = false }, (seconds - 120) * 1000)
    // Reloading shows the page for signing in, and leads back here.
    end = setTimeout(() => { location.reload() }, (seconds + 5) * 1000)
  }

  warning.querySelector('button').addEventListener('click', async () => {
    const answer = await fetch(warning.dataset.eheStay, { redirect: 'manual' })
    if (answer.status === 204) restart()
    else location.reload()
  })

  restart()
}

import { enterKey, key } from '../data/key.ts'
import { chooseLanguage, language, say } from '../language.ts'
import { Button } from '../parts/Button.tsx'
import { Choice } from '../parts/Choice.tsx'
import { chooseTheme, theme } from '../theme.ts'
import { texts } from './texts.ts'

/** How the pages are shown here, and who asks. */
export function Settings() {
  const t = say(texts)
  return (
    <div class="shell-settings">
      <Choice
        label={t.language}
        options={[
          { value: 'fr', title: 'FR', name: 'Français' },
          { value: 'en', title: 'EN', name: 'English' },
        ]}
        value={language.value}
        onChoose={chooseLanguage}
      />
      <Choice
        label={t.theme}
        options={[
          { value: 'system', title: '◐', name: t.themes.system },
          { value: 'light', title: '☀', name: t.themes.light },
          { value: 'dark', title: '☾', name: t.themes.dark },
        ]}
        value={theme.value}
        onChoose={chooseTheme}
      />
      {key.value !== null && (
        <Button small onClick={() => enterKey(null)}>
          {t.leave}
        </Button>
      )}
    </div>
  )
}

import { mount } from 'millrace/console/ui/mount.tsx'
import { pages } from './pages.ts'

mount({ name: 'Cabinet', pages })

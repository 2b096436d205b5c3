import { mount } from '../mount.tsx'
import { streamsPages } from '../streamsPages.tsx'

// The routes are beside the page.
mount({ name: 'millrace', pages: streamsPages({ base: './' }, { fr: 'Les flux', en: 'The streams' }) })

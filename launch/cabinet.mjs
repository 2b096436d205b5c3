#!/usr/bin/env node
// `npx cabinet …` in the checkout: npx finds it as the root package's `bin`, with or without node_modules.
import { launch } from './launch.mjs'

await launch({ entry: 'cli/main.ts', rocksdb: true }, process.argv.slice(2), process.cwd())

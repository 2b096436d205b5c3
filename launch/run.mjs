// The first step of `npm start`, `npm test` and their like: `node launch/run.mjs <task> [arguments]`.
// Plain JavaScript without dependencies, for any Node from 18 on: it runs before anything is installed.
import { launch } from './launch.mjs'
import { root } from './root.mjs'
import { tasks } from './tasks.mjs'

const [name = '', ...args] = process.argv.slice(2)
const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined
if (task) {
  await launch(task, args, root)
} else {
  console.error(`There is no task "${name}". Tasks: ${Object.keys(tasks).join(', ')}.`)
  process.exitCode = 2
}

// `npm start`: `cabinet start` with its options.
process.argv.splice(2, 0, 'start')
await import('./main.ts')

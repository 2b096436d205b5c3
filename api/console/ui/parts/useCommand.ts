import { useEffect, useMemo } from 'preact/hooks'
import { type CommandRun, createCommand } from './command.ts'

/** `createCommand` as long as the component is there. What was sent stays sent; it is not followed any more. */
export function useCommand<Row>(): CommandRun<Row> {
  const command = useMemo(() => createCommand<Row>(), [])
  useEffect(() => () => command.forget(), [command])
  return command
}

import type { ComponentChildren } from 'preact'
import type { Problem } from '../data/problem.ts'
import { Notice } from './Notice.tsx'

/** Why something did not work, in the server's words, and what is wrong with each field. */
export function ProblemNotice({
  problem,
  children,
}: {
  readonly problem: Problem
  readonly children?: ComponentChildren
}) {
  return (
    <Notice tone="bad" title={problem.title}>
      {problem.detail !== problem.title && <p>{problem.detail}</p>}
      {problem.faults.length > 0 && (
        <ul>
          {problem.faults.map(({ where, message }) => (
            <li key={where}>
              <code>{where}</code> {message}
            </li>
          ))}
        </ul>
      )}
      {children}
    </Notice>
  )
}

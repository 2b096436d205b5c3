import type { GraphPart } from '../../../../answers.ts'

/** The steps of a subtopology in stacks: those that follow one another alone stand in one. Each stack is in the order of the flow. */
export function stacksOf({ nodes }: GraphPart): readonly (readonly string[])[] {
  const children = new Map<string, string[]>()
  for (const { name, parents } of nodes)
    for (const parent of parents) children.set(parent, [...(children.get(parent) ?? []), name])
  const byName = new Map(nodes.map(node => [node.name, node]))
  const isHead = ({ parents }: { readonly parents: readonly string[] }) =>
    parents.length !== 1 || children.get(parents[0]!)!.length > 1
  return nodes.filter(isHead).map(({ name }) => {
    const stack = [name]
    for (;;) {
      const [next, ...others] = children.get(stack.at(-1)!) ?? []
      if (next === undefined || others.length > 0 || isHead(byName.get(next)!)) return stack
      stack.push(next)
    }
  })
}

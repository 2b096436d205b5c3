interface Family {
  readonly head: string[]
  readonly samples: string[]
}

/**
 * One page in Prometheus' text format of the pages of several instances: every sample gets the label `instance`, and each
 * metric has its HELP and TYPE once, before all of its samples.
 */
export function mergeMetrics(pages: readonly { readonly instance: number; readonly text: string }[]): string {
  const families = new Map<string, Family>()
  for (const { instance, text } of pages) {
    let family: Family = { head: [], samples: [] }
    for (const line of text.split('\n')) {
      if (line.startsWith('#')) {
        const [, , name = ''] = line.split(' ', 3)
        family = families.get(name) ?? { head: [], samples: [] }
        families.set(name, family)
        if (!family.head.includes(line)) family.head.push(line)
      } else if (line !== '') family.samples.push(labelled(line, instance))
    }
  }
  return [...families.values()].map(({ head, samples }) => [...head, ...samples, ''].join('\n')).join('\n')
}

/** `name{a="b"} 1` and `name 1` with the label in front. */
function labelled(sample: string, instance: number): string {
  const end = /[{ ]/.exec(sample)?.index ?? sample.length
  const rest = sample[end] === '{' ? `,${sample.slice(end + 1)}` : `}${sample.slice(end)}`
  return `${sample.slice(0, end)}{instance="${instance}"${rest}`
}

import type { Entry } from './entry.ts'
import type { Group } from './group.ts'

/** Who hears what a tail reads: groups, found by the value of a field, or by the row that they hold. */
export class Audience {
  /** By field and value. */
  readonly #narrowed = new Map<string, Map<string, Set<Group>>>()
  /** Those that hold a row and may have to be told that it ceased to fit. */
  readonly #holders = new Map<string, Set<Group>>()
  readonly #all = new Set<Group>()
  #touched = new Set<Group>()

  get groups(): readonly Group[] {
    return [
      ...this.#all,
      ...[...this.#narrowed.values()].flatMap(values => [...values.values()].flatMap(set => [...set])),
    ]
  }

  add(group: Group): void {
    const { first } = group.filter
    if (first === null) this.#all.add(group)
    else {
      const [name, value] = first
      const values = this.#narrowed.get(name) ?? new Map<string, Set<Group>>()
      this.#narrowed.set(name, values)
      into(values, value, group)
    }
    for (const keyHash of group.held ?? []) this.holds(group, keyHash)
  }

  remove(group: Group): void {
    const { first } = group.filter
    if (first === null) this.#all.delete(group)
    else {
      const [name, value] = first
      const values = this.#narrowed.get(name)
      if (values) outOf(values, value, group)
    }
    for (const keyHash of group.held ?? []) this.releases(group, keyHash)
    this.#touched.delete(group)
  }

  holds(group: Group, keyHash: string): void {
    into(this.#holders, keyHash, group)
  }

  releases(group: Group, keyHash: string): void {
    outOf(this.#holders, keyHash, group)
  }

  /** In the order of the log; the log's head is moved, and `heard` called, after the last of what came together. */
  hear(entry: Entry): void {
    for (const group of this.#listeners(entry)) {
      group.hear(entry)
      this.#touched.add(group)
    }
  }

  heard(): void {
    const touched = this.#touched
    this.#touched = new Set()
    for (const group of touched) group.heard()
  }

  #listeners(entry: Entry): ReadonlySet<Group> {
    const found = new Set(this.#all)
    for (const [name, values] of this.#narrowed) {
      const value = entry.fields[name]
      if (value != null) for (const group of values.get(value) ?? []) found.add(group)
    }
    if (this.#holders.size > 0) for (const group of this.#holders.get(entry.keyHash) ?? []) found.add(group)
    return found
  }
}

function into(sets: Map<string, Set<Group>>, name: string, group: Group): void {
  const set = sets.get(name)
  if (set) set.add(group)
  else sets.set(name, new Set([group]))
}

function outOf(sets: Map<string, Set<Group>>, name: string, group: Group): void {
  const set = sets.get(name)
  if (set?.delete(group) && set.size === 0) sets.delete(name)
}

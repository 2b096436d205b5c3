const deepest = 20

/** Copies of values as data that JSON can tell, of at most about so many bytes together: nothing large is kept alive by them. */
export class DataCopy {
  #left: number
  /** Whether something was left out. */
  isCut = false

  constructor(bytes: number) {
    this.#left = bytes
  }

  of(value: unknown): unknown {
    try {
      return this.#of(value, 0)
    } catch (error) {
      // A getter or a toJSON of somebody's own.
      return `(cannot be shown: ${String(error)})`
    }
  }

  #of(value: unknown, depth: number): unknown {
    this.#left -= 8
    if (typeof value === 'string') return this.#text(value)
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
    if (typeof value === 'boolean' || value === null || value === undefined) return value ?? null
    if (typeof value !== 'object') return String(value)
    if (value instanceof Uint8Array) return { bytes: value.length, base64: this.#base64(value) }
    if ('toJSON' in value && typeof value.toJSON === 'function') return this.#of(value.toJSON(), depth + 1)
    if (depth > deepest) return this.#cut()
    if (value instanceof Map || value instanceof Set) return this.#list(value, depth)
    return Array.isArray(value) ? this.#list(value, depth) : this.#fields(value, depth)
  }

  #text(text: string): string {
    const part = text.slice(0, Math.max(0, this.#left))
    this.#left -= part.length
    return part.length < text.length ? `${part}${this.#cut()}` : part
  }

  #base64(bytes: Uint8Array): string {
    const part = bytes.subarray(0, Math.max(0, Math.floor(this.#left / 4) * 3))
    return this.#text(Buffer.from(part).toString('base64')) + (part.length < bytes.length ? this.#cut() : '')
  }

  #list(items: Iterable<unknown>, depth: number): readonly unknown[] {
    const copies: unknown[] = []
    for (const item of items) {
      if (this.#left <= 0) return [...copies, this.#cut()]
      copies.push(this.#of(item, depth + 1))
    }
    return copies
  }

  #fields(fields: object, depth: number): Readonly<Record<string, unknown>> {
    const copies: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(fields)) {
      if (this.#left <= 0) {
        this.#cut()
        break
      }
      if (value === undefined) continue
      copies[this.#text(name)] = this.#of(value, depth + 1)
    }
    return copies
  }

  #cut(): string {
    this.isCut = true
    return '…'
  }
}

import { freemem, totalmem } from 'node:os'

/** What the JVM takes beside its heap: code, metaspace, threads, and Kafka's direct buffers. */
const aroundHeap = 300

/**
 * Megabytes that could still be used, never an underestimate, since it leads to a refusal. So a container counts with
 * its limit, not with what its page cache leaves of it, and macOS, which calls memory free only when it is wasted,
 * counts with all there is.
 */
export function availableMegabytes(): number {
  const free = process.platform === 'darwin' ? totalmem() : freemem()
  return Math.floor(Math.min(free, process.constrainedMemory() || free) / 2 ** 20)
}

export function fits(heapMegabytes: number, available: number): boolean {
  return heapMegabytes + aroundHeap <= available
}

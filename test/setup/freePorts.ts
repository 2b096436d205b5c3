import { portIsFree } from '../../broker/ports.ts'

/** The first of so many ports in a row that are free, below those that systems give out by themselves. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 10_000)
    const free = await Promise.all(Array.from({ length: count }, (_, index) => portIsFree(first + index)))
    if (free.every(Boolean)) return first
  }
}

import { StreamsError } from 'millrace'

const most = 5

/** Something that needs a cut: one that somebody ended changed nothing, and is tried again some times. */
export async function again<T>(work: () => Promise<T>, failed: (error: Error) => void): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (tries === most || !(error instanceof StreamsError && error.code === 'CUT_ABORTED')) throw error
      failed(error)
    }
  }
}

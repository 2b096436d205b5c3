/** What stands in the way of starting, in words for people, with the way out. */
export class StartError extends Error {
  override name = 'StartError'
}

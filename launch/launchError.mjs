/** Something the user can put right. Its message is all that is shown: it says what is wrong and what to do. */
export class LaunchError extends Error {
  name = 'LaunchError'
}

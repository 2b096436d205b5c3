/** A GET to a child; null when it does not answer within 2 s. */
export async function askChild(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly text: string } | null> {
  try {
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(2_000) })
    return { status: answer.status, text: await answer.text() }
  } catch {
    return null
  }
}

import { execFile } from 'node:child_process'
import { WayClosed } from './brokerError.ts'
import type { Environment } from './settings.ts'

export interface DockerResult {
  readonly ok: boolean
  readonly output: string
}

/** Runs the Docker client. Never rejects: a missing client is a failure like any other. */
export function docker(
  args: readonly string[],
  options: { environment: Environment; cwd?: string; timeout: number },
): Promise<DockerResult> {
  const { environment, ...rest } = options
  return new Promise(resolve => {
    execFile('docker', args, { ...rest, env: environment, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      const said = `${stdout}${stderr}`.trim()
      resolve({ ok: error === null, output: said || (error?.message ?? '') })
    })
  })
}

/** Asks the engine, since a client without an engine is common; one that hangs counts as none. */
export async function mustHaveEngine(environment: Environment): Promise<void> {
  const { ok } = await docker(['info', '--format', '{{.ServerVersion}}'], { environment, timeout: 3000 })
  if (!ok) throw new WayClosed('No Docker engine answers (docker info).')
}

/** Every message about brokers: what is wrong, then what to do. Facts come in as arguments, so the words can be tested. */

const bySetting = 'Set KAFKA_BROKERS=host:port to use a Kafka that runs already (4.2 or later).'

export const javaNeeded = 17

export function noWay(reasons: readonly string[]): string {
  return [
    'No Kafka broker: none is configured, and none can be started here.',
    ...reasons.map(reason => `  - ${reason}`),
    'Any one of these is enough:',
    `  1. ${bySetting}`,
    '  2. Start a Docker engine: Kafka then runs in a container.',
    `  3. Install Java ${javaNeeded} or later and Maven (Debian: apt-get install openjdk-17-jre-headless maven): Kafka then runs as a local process.`,
  ].join('\n')
}

export function portTaken(port: number, holder: string | undefined): string {
  return [
    `Port ${port} is taken by ${holder ?? 'a program that does not speak Kafka'}, so no broker can be started on it.`,
    `Stop that program, or choose another port (and the one after it): KAFKA_PORT=${port + 10000 < 65535 ? port + 10000 : port - 10000}.`,
  ].join('\n')
}

export function foreignKafka(
  port: number,
  clusterId: string | undefined,
  holder: string | undefined,
): string {
  return [
    `Another Kafka answers on port ${port}${holder ? ` (${holder})` : ''}: cluster ${clusterId ?? 'without id'}, not this checkout's.`,
    `To use it: KAFKA_BROKERS=127.0.0.1:${port}. To have a broker of this checkout's own: KAFKA_PORT=<another port>.`,
  ].join('\n')
}

export function runsElsewhere(port: number, pid: number): string {
  return [
    `This checkout's broker already runs on port ${port} (process ${pid}), for a program that is still alive.`,
    `Use that one with KAFKA_PORT=${port}, or stop the other program first.`,
  ].join('\n')
}

export function noMemory(heapMegabytes: number, availableMegabytes: number): string {
  return [
    `Not enough memory for Kafka: a heap of ${heapMegabytes} MB and about 300 MB around it are wanted, ${availableMegabytes} MB are available.`,
    'Close something, or ask for less: KAFKA_HEAP=384m (256m is the least that works).',
  ].join('\n')
}

export function diskFull(folder: string, freeMegabytes?: number): string {
  const free = freeMegabytes === undefined ? '' : ` (${freeMegabytes} MB free)`
  return `The disk that holds ${folder} is full${free}: Kafka needs about 500 MB to start. Free some space and try again.`
}

export function badSetting(name: string, value: string, wanted: string): string {
  return `${name}=${value} cannot be used: ${wanted}.`
}

export function foreignFolder(folder: string, detail: string): string {
  return [
    `The data in ${folder} was formatted for another cluster or node (${detail}), so Kafka refuses it.`,
    'Move that folder away to keep it, or delete it to start with an empty broker.',
  ].join('\n')
}

export function folderInUse(folder: string): string {
  return `Another Kafka process is using ${folder}. Find it with ps, end it, and try again.`
}

export function lostBroker(brokers: string): string {
  return `KAFKA_BROKERS=${brokers}: no Kafka answers there. Start it, correct the address, or unset KAFKA_BROKERS to have one started here.`
}

export function exitedEarly(tail: string, logFile: string): string {
  return `Kafka ended before it was ready. The last lines of ${logFile}:\n\n${tail}`
}

export function startTooSlow(seconds: number, tail: string, logFile: string): string {
  return `Kafka did not answer within ${seconds} s. The last lines of ${logFile}:\n\n${tail}`
}

export function fetchFailed(tail: string): string {
  return [
    'Maven could not fetch the Kafka jars:',
    '',
    tail,
    '',
    `Check the network and Maven's settings, and try again. ${bySetting}`,
  ].join('\n')
}

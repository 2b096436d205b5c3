import type { Reader, Writer } from '@platformatic/kafka'
import type { Endpoint, StreamsTask, StreamsTopicInfo } from '../kafka.ts'

/** What heartbeats and descriptions of streams groups have in common. */

export function writeTasks(writer: Writer, tasks: readonly StreamsTask[] | null): Writer {
  return writer.appendArray(tasks && [...tasks], (w, task) => {
    w.appendString(task.subtopologyId)
    writeInt32s(w, task.partitions)
  })
}

export function readTasks(reader: Reader): StreamsTask[] | null {
  return reader.readNullableArray(r => ({ subtopologyId: r.readString(), partitions: readInt32s(r) }))
}

export function writeTopicInfos(writer: Writer, topics: readonly StreamsTopicInfo[]): Writer {
  return writer.appendArray([...topics], (w, topic) => {
    w.appendString(topic.name).appendInt32(topic.partitions).appendInt16(topic.replicationFactor)
    writeKeyValues(w, topic.configs)
  })
}

export function readTopicInfos(reader: Reader): StreamsTopicInfo[] {
  return reader.readArray(r => ({
    name: r.readString(),
    partitions: r.readInt32(),
    replicationFactor: r.readInt16(),
    configs: Object.fromEntries(r.readArray(r => [r.readString(), r.readString()])),
  }))
}

export function writeKeyValues(writer: Writer, entries: Readonly<Record<string, string>> | null): Writer {
  return writer.appendArray(entries && Object.entries(entries), (w, [key, value]) =>
    w.appendString(key).appendString(value),
  )
}

export function writeStrings(writer: Writer, texts: readonly string[]): Writer {
  return writer.appendArray([...texts], (w, text) => w.appendString(text), true, false)
}

export function readStrings(reader: Reader): string[] {
  return reader.readArray(r => r.readString(), true, false)
}

export function writeInt32s(writer: Writer, numbers: readonly number[]): Writer {
  return writer.appendArray([...numbers], (w, number) => w.appendInt32(number), true, false)
}

export function readInt32s(reader: Reader): number[] {
  return reader.readArray(r => r.readInt32(), true, false)
}

export function writeInt16s(writer: Writer, numbers: readonly number[]): Writer {
  return writer.appendArray([...numbers], (w, number) => w.appendInt16(number), true, false)
}

/** A struct that may be absent: a byte says which. */
export function writeNullable<T>(
  writer: Writer,
  value: T | null,
  write: (writer: Writer, value: T) => void,
): Writer {
  if (value === null) return writer.appendInt8(-1)
  writer.appendInt8(1)
  write(writer, value)
  return writer.appendTaggedFields()
}

export function readNullable<T>(reader: Reader, read: (reader: Reader) => T): T | null {
  return reader.readInt8() < 0 ? null : readStruct(reader, read)
}

/** Fields, then tagged fields, none of which we know. */
export function readStruct<T>(reader: Reader, read: (reader: Reader) => T): T {
  const value = read(reader)
  reader.readTaggedFields()
  return value
}

export function readEndpoint(reader: Reader): Endpoint {
  return { host: reader.readString(), port: reader.readUnsignedInt16() }
}

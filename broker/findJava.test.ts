import { expect, test } from 'vitest'
import { WayClosed } from './brokerError.ts'
import { findJava, parseJavaVersion } from './findJava.ts'

test.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['java version "1.8.0_292"', 8],
  ['openjdk version "21-ea" 2023-09-19', 21],
  ['openjdk version "25" 2025-09-16', 25],
  ['The operation could not be completed. Unable to locate a Java Runtime.', undefined],
])('%s', (output, major) => {
  expect(parseJavaVersion(output)).toBe(major)
})

test('without java in PATH and JAVA_HOME the way is closed, not broken', async () => {
  const search = findJava({ PATH: import.meta.dirname, JAVA_HOME: import.meta.dirname })
  await expect(search).rejects.toThrow(WayClosed)
  await expect(search).rejects.toThrow('There is no Java (17 or later)')
})

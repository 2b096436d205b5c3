/** Test drivers: an application's topology under test, without a broker. */
export { type PipedRecord, TestDriver, type TestDriverOptions } from './testDriver.ts'

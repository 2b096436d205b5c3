import { expect, test } from 'vitest'
import { decodeOffsetMetadata, encodeOffsetMetadata } from './offsetMetadata.ts'

test('what earlier versions wrote is read', () => {
  expect(decodeOffsetMetadata('millrace:1:42')).toEqual({ streamTime: 42, topicId: null, cut: null })
  expect(decodeOffsetMetadata('millrace:2:-1:a-b')).toEqual({ streamTime: -1, topicId: 'a-b', cut: null })
})

test('without a cut it is what earlier versions read', () => {
  expect(encodeOffsetMetadata({ streamTime: 42, topicId: null, cut: null })).toBe('millrace:1:42')
  expect(encodeOffsetMetadata({ streamTime: -1, topicId: 'a-b', cut: null })).toBe('millrace:2:-1:a-b')
})

test.each([
  { streamTime: -1, topicId: 'a:b', cut: { id: 'x.1_Y-2', phase: 1 as const } },
  { streamTime: 42, topicId: null, cut: { id: '7', phase: 2 as const } },
])('a cut comes back as it was written', metadata => {
  expect(decodeOffsetMetadata(encodeOffsetMetadata(metadata))).toEqual(metadata)
})

test('what others committed says nothing', () => {
  for (const text of [undefined, '', 'somebody else’s', 'millrace:3:1', 'millrace:9:1:a'])
    expect(decodeOffsetMetadata(text)).toEqual({ streamTime: -1, topicId: null, cut: null })
})

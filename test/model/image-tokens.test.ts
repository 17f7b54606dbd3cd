import { expect, test } from 'vitest';
import { countImageTokens } from '../../src/model/image-tokens.ts';

const rules = { patchPixels: 32, extraTokens: 2, minTokens: 66, maxTokens: 2_502, maxImages: 250 };

function png(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(24);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

/** An application block of 16 bytes stands in front of the frame header. */
function jpeg(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(60);
  bytes.set([0xff, 0xd8, 0xff, 0xe0, 0, 16]);
  bytes.set([0xff, 0xc2, 0, 17, 8], 20);
  bytes.writeUInt16BE(height, 25);
  bytes.writeUInt16BE(width, 27);
  return bytes;
}

test.each([
  ['a page as PNG', png(1_224, 1_584), 39 * 50 + 2],
  ['a page as JPEG', jpeg(640, 480), 20 * 15 + 2],
  ['a dot', png(1, 1), 66],
  ['a poster', png(10_000, 10_000), 2_502],
  ['an image of unknown size', Buffer.from('RIFF....WEBP'), 2_502],
  ['nothing', new Uint8Array(), 2_502],
  ['a JPEG that is cut off', jpeg(640, 480).subarray(0, 21), 2_502],
])('%s', (_, image, tokens) => {
  expect(countImageTokens(image, rules)).toBe(tokens);
});

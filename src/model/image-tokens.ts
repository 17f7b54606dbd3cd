import type { ImageRules } from './model-profile.ts';

/**
 * The input tokens of an image by its model's published rule: one for each patch of its width and height, between a least and a most.
 * The most where its size cannot be read.
 */
export function countImageTokens(
  image: Uint8Array,
  { patchPixels, extraTokens, minTokens, maxTokens }: ImageRules,
): number {
  const size = readPngSize(image) ?? readJpegSize(image);
  if (size === undefined) return maxTokens;
  const patches = Math.ceil(size.width / patchPixels) * Math.ceil(size.height / patchPixels);
  return Math.min(maxTokens, Math.max(minTokens, patches + extraTokens));
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function readPngSize(image: Uint8Array): Size | undefined {
  if (image.length < 24 || image[0] !== 0x89 || image[1] !== 0x50) return undefined;
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** Walks the markers to the frame header; SOF0 to SOF15 but for the tables DHT, JPG and DAC. */
function readJpegSize(image: Uint8Array): Size | undefined {
  if (image[0] !== 0xff || image[1] !== 0xd8) return undefined;
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  for (let at = 2; at + 9 < image.length && image[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = image[at + 1] as number;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
  }
  return undefined;
}

import { extname } from 'node:path';
import type { Source } from '../segment.ts';
import { throwIfAborted } from './abort.ts';
import { type FileInput, nameInput } from './input.ts';
import { imageType } from './read/image-type.ts';

export interface LoadMediaOptions {
  /**
   * The name that citations give. Needed for bytes.
   * @default the path as given, or the name of a `File`
   */
  readonly source?: string;
  /** IANA media type. @default told from the first bytes of images and PDFs, else from the ending of the name */
  readonly mediaType?: string;
  readonly abortSignal?: AbortSignal;
}

/**
 * Loads one file as it is, for a model that looks or listens: an image, a PDF, audio, video. It goes with every question, behind the
 * documents, so that their cached prefix stays. Alibaba takes images alone; the AI Gateway passes any file on, and what one costs that
 * is no image is then unknown. A model that takes none is the error `unsupported-media` of `prepareContext`.
 *
 * Throws QuireError when it is read: `path-not-found`, `unreadable`; and `bad-input` at once for bytes without a name.
 *
 * @example loadMedia('site-visit.mp4')
 */
export function loadMedia(input: FileInput, options: LoadMediaOptions = {}): Source {
  const { source, read } = nameInput(input, options.source);
  const { mediaType, abortSignal } = options;
  return {
    async *[Symbol.asyncIterator]() {
      throwIfAborted(abortSignal);
      const data = await read();
      yield { type: 'media', source, mediaType: mediaType ?? tellType(data, source), data, attached: true };
    },
  };
}

function tellType(data: Uint8Array, source: string): string {
  const isPdf =
    Buffer.from(data.buffer, data.byteOffset, Math.min(5, data.length)).toString('latin1') === '%PDF-';
  if (isPdf) return 'application/pdf';
  return imageType(data) ?? types[extname(source).slice(1).toLowerCase()] ?? 'application/octet-stream';
}

/** By their endings: what models are given most. */
const types: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  bmp: 'image/bmp',
  heic: 'image/heic',
  svg: 'image/svg+xml',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  aac: 'audio/aac',
  flac: 'audio/flac',
  m4a: 'audio/mp4',
  mp3: 'audio/mpeg',
  oga: 'audio/ogg',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  wav: 'audio/wav',
  avi: 'video/x-msvideo',
  mkv: 'video/x-matroska',
  mov: 'video/quicktime',
  mp4: 'video/mp4',
  mpeg: 'video/mpeg',
  mpg: 'video/mpeg',
  webm: 'video/webm',
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
  md: 'text/markdown',
  txt: 'text/plain',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

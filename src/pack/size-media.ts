import { QuireError } from '../errors.ts';
import { countImageTokens } from '../model/image-tokens.ts';
import type { ModelProfile } from '../model/model-profile.ts';
import type { MediaSegment } from '../segment.ts';

/**
 * What images take of a model's input and of the request.
 *
 * @throws QuireError `unsupported-media` when the model takes none, or not so many
 */
export function sizeMedia(
  media: readonly MediaSegment[],
  { id, images }: Pick<ModelProfile, 'id' | 'images'>,
): { readonly tokens: number; readonly bytes: number } {
  const refused = images === undefined ? media[0] : (media.find(isNoImage) ?? media[images.maxImages]);
  if (refused !== undefined) throw refuse(refused, { id, images, count: media.length });
  let [tokens, bytes] = [0, 0];
  for (const { data, source } of media) {
    tokens += images === undefined ? 0 : countImageTokens(data, images) + labelTokens + source.length;
    // As base64.
    bytes += Math.ceil(data.byteLength / 3) * 4 + labelBytes + 2 * source.length;
  }
  return { tokens, bytes };
}

/** The line that names an image, without its address. */
const labelTokens = 20;
const labelBytes = 200;

function isNoImage({ mediaType }: MediaSegment): boolean {
  return !mediaType.startsWith('image/');
}

function refuse(
  { source, mediaType }: MediaSegment,
  { id, images, count }: Pick<ModelProfile, 'id' | 'images'> & { readonly count: number },
): QuireError {
  const why =
    images === undefined
      ? `${id} takes no images, as far as is known`
      : mediaType.startsWith('image/')
        ? `${id} takes ${images.maxImages} images of one request, and these are ${count}`
        : `${id} takes images only, and "${source}" is ${mediaType}`;
  return new QuireError('unsupported-media', {
    model: id,
    source,
    mediaType,
    message: `${why}. Pass \`media: 'skip'\`, read scanned pages by OCR, or choose another model.`,
  });
}

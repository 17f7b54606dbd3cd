import { QuireError } from '../errors.ts';
import { countImageTokens } from '../model/image-tokens.ts';
import type { ModelProfile } from '../model/model-profile.ts';
import type { MediaSegment } from '../segment.ts';

/** What images and other files take of a model's input and of the request. */
export interface MediaSize {
  readonly tokens: number;
  readonly bytes: number;
  /** Files whose tokens no published rule tells: they are not in `tokens`. */
  readonly uncounted: readonly MediaSegment[];
}

/**
 * Sizes what goes to the model beside texts. Images need a model that takes them, and so many; other files, and an image that the
 * caller attached for a model of whose images nothing is known, need a route that passes any file on: the gateway.
 *
 * @throws QuireError `unsupported-media` for what the model, or the route, does not take
 */
export function sizeMedia(
  media: readonly MediaSegment[],
  { id, images, route }: Pick<ModelProfile, 'id' | 'images'> & { readonly route: string },
): MediaSize {
  const passesFiles = route === 'gateway';
  const isUncounted = (file: MediaSegment) => images === undefined || !isImage(file);
  const isRefused = (file: MediaSegment) =>
    isUncounted(file) && !(passesFiles && (!isImage(file) || file.attached === true));
  const counted = media.filter((file) => !isUncounted(file));
  const refused = media.find(isRefused) ?? counted[images?.maxImages ?? 0];
  if (refused !== undefined) throw refuse(refused, { id, images, passesFiles, count: counted.length });
  let [tokens, bytes] = [0, 0];
  for (const file of media) {
    const { data, source } = file;
    tokens += labelTokens + source.length;
    if (images !== undefined && isImage(file)) tokens += countImageTokens(data, images);
    // As base64.
    bytes += Math.ceil(data.byteLength / 3) * 4 + labelBytes + 2 * source.length;
  }
  return { tokens, bytes, uncounted: media.filter(isUncounted) };
}

/** The line that names an image, without its address. */
const labelTokens = 20;
const labelBytes = 200;

function isImage({ mediaType }: MediaSegment): boolean {
  return mediaType.startsWith('image/');
}

function refuse(
  file: MediaSegment,
  {
    id,
    images,
    passesFiles,
    count,
  }: Pick<ModelProfile, 'id' | 'images'> & { readonly passesFiles: boolean; readonly count: number },
): QuireError {
  const { source, mediaType, attached } = file;
  const why =
    images === undefined
      ? `${id} takes no ${isImage(file) ? 'images' : 'files'}${passesFiles ? '' : ' by this route'}, as far as is known`
      : isImage(file)
        ? `${id} takes ${images.maxImages} images of one request, and these are ${count}`
        : `${id} takes images only, and "${source}" is ${mediaType}`;
  const instead =
    mediaType === 'application/pdf' ? 'Name the PDF as a document, which is read as text' : undefined;
  const wayOut =
    attached === true
      ? `${instead ?? 'Leave it out'}, or choose another model${passesFiles ? '' : ' or the AI Gateway'}.`
      : "Pass `media: 'skip'`, read scanned pages by OCR, or choose another model.";
  return new QuireError('unsupported-media', { model: id, source, mediaType, message: `${why}. ${wayOut}` });
}

import { createServer, type IncomingMessage } from 'node:http';

/** Object storage on loopback, in memory. */
export interface S3Server {
  /** What LanceDB is to be told. */
  readonly storageOptions: Record<string, string>;
  close(): Promise<void>;
}

/**
 * Answers the part of the S3 protocol that an object store uses: whole and partial reads, lists with a delimiter, uploads in parts,
 * deletes one by one and in bulk, and a write that is refused when the object is there (`If-None-Match: *`), by which two writers
 * are kept apart. Signatures are not looked at.
 */
export async function startS3Server(): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const { status, headers, content = '' } = answer({ request, body, objects, uploads });
    response.writeHead(status, { 'content-length': Buffer.byteLength(content), ...headers });
    response.end(request.method === 'HEAD' ? undefined : content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    storageOptions: {
      endpoint: `http://127.0.0.1:${port}`,
      accessKeyId: 'key',
      secretAccessKey: 'secret',
      region: 'us-east-1',
      allowHttp: 'true',
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string | number>;
  readonly content?: string | Buffer;
}

function answer({
  request,
  body,
  objects,
  uploads,
}: {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly objects: Map<string, Buffer>;
  readonly uploads: Map<string, Map<number, Buffer>>;
}): Reply {
  const url = new URL(request.url ?? '/', 'http://s3');
  const key = decodeURIComponent(url.pathname.slice(1));
  const query = url.searchParams;
  const put = (content: Buffer): Reply => {
    if (request.headers['if-none-match'] === '*' && objects.has(key)) {
      return { status: 412, content: '<Error><Code>PreconditionFailed</Code></Error>' };
    }
    objects.set(key, content);
    return { status: 200, headers: { etag: tagOf(content) } };
  };
  const upload = uploads.get(query.get('uploadId') ?? '');
  switch (request.method) {
    case 'PUT': {
      const from = request.headers['x-amz-copy-source'];
      if (typeof from === 'string') {
        const copied = objects.get(decodeURIComponent(from).replace(/^\//, ''));
        if (copied === undefined) return missing;
        const { status, headers } = put(copied);
        return {
          status,
          headers,
          content: `<CopyObjectResult><ETag>${tagOf(copied)}</ETag></CopyObjectResult>`,
        };
      }
      if (upload === undefined) return put(body);
      upload.set(Number(query.get('partNumber')), body);
      return { status: 200, headers: { etag: tagOf(body) } };
    }
    case 'POST': {
      if (query.has('delete')) {
        const bucket = key.replace(/\/$/, '');
        const keys = Array.from(body.toString().matchAll(/<Key>([^<]*)<\/Key>/g), ([, name = '']) => name);
        for (const name of keys) objects.delete(`${bucket}/${unescapeXml(name)}`);
        const deleted = keys.map((name) => `<Deleted><Key>${name}</Key></Deleted>`).join('');
        return { status: 200, content: `<DeleteResult>${deleted}</DeleteResult>` };
      }
      if (query.has('uploads')) {
        const id = String(uploads.size + 1);
        uploads.set(id, new Map());
        return {
          status: 200,
          content: `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
        };
      }
      const parts = [...(upload ?? [])].sort(([a], [b]) => a - b);
      const { status, headers } = put(Buffer.concat(parts.map(([, part]) => part)));
      return {
        status,
        headers,
        content: `<CompleteMultipartUploadResult><ETag>${tagOf(body)}</ETag></CompleteMultipartUploadResult>`,
      };
    }
    case 'DELETE':
      objects.delete(key);
      return { status: 204 };
    default:
      return query.has('list-type')
        ? list(key.replace(/\/$/, ''), query, objects)
        : read(request, objects.get(key));
  }
}

function read(request: IncomingMessage, object: Buffer | undefined): Reply {
  if (object === undefined) return missing;
  const headers = { etag: tagOf(object), 'last-modified': longAgo.toUTCString() };
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '');
  if (range === null)
    return { status: 200, headers: { ...headers, 'content-length': object.length }, content: object };
  const [, first = '', last = ''] = range;
  const start = first === '' ? Math.max(0, object.length - Number(last)) : Number(first);
  const end = first === '' || last === '' ? object.length : Math.min(object.length, Number(last) + 1);
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${start}-${end - 1}/${object.length}` },
    content: object.subarray(start, end),
  };
}

function list(bucket: string, query: URLSearchParams, objects: ReadonlyMap<string, Buffer>): Reply {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter');
  const folders = new Set<string>();
  const contents: string[] = [];
  for (const [path, object] of [...objects].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!path.startsWith(`${bucket}/${prefix}`)) continue;
    const name = path.slice(bucket.length + 1);
    const cut = delimiter === null ? -1 : name.indexOf(delimiter, prefix.length);
    if (cut !== -1) folders.add(name.slice(0, cut + 1));
    else if (name > (query.get('start-after') ?? '')) {
      contents.push(
        `<Contents><Key>${escapeXml(name)}</Key><LastModified>${longAgo.toISOString()}</LastModified><ETag>${tagOf(object)}</ETag><Size>${object.length}</Size></Contents>`,
      );
    }
  }
  const common = Array.from(
    folders,
    (folder) => `<CommonPrefixes><Prefix>${escapeXml(folder)}</Prefix></CommonPrefixes>`,
  );
  const content = `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}${common.join('')}</ListBucketResult>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, content };
}

const missing: Reply = { status: 404, content: '<Error><Code>NoSuchKey</Code></Error>' };
const longAgo = new Date('2020-01-01T00:00:00Z');

function tagOf(content: Buffer): string {
  return `"${content.length}-${content.subarray(0, 16).toString('hex')}"`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function unescapeXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  if (!String(request.headers['content-encoding']).includes('aws-chunked')) return body;
  throw new Error('Chunked signatures are not understood here.');
}

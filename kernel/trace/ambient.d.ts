/** What Node and browsers both have, and the log uses: streams that compress, and the digest of the hash chain. */

interface ByteStreamReader {
  read(): Promise<{ readonly done: false; readonly value: Uint8Array } | { readonly done: true; readonly value?: undefined }>;
  cancel(reason?: unknown): Promise<void>;
}

interface ByteStreamWriter {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

interface ByteTransform {
  readonly readable: { getReader(): ByteStreamReader };
  readonly writable: { getWriter(): ByteStreamWriter };
}

declare const CompressionStream: new (format: 'deflate-raw') => ByteTransform;
declare const DecompressionStream: new (format: 'deflate-raw') => ByteTransform;

declare const crypto: { readonly subtle: { digest(algorithm: 'SHA-256', data: Uint8Array): Promise<ArrayBuffer> } };

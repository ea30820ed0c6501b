const decoder = new TextDecoder();

/** UTF-8 that a task or the kernel wrote; broken parts show as replacement characters. */
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

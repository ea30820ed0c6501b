/** Returns: a service's name as the registry keeps it: a NUL ends it. */
export function serviceName(text: string): string {
  return text.split('\0', 1)[0] ?? '';
}

import { fstat } from 'node:fs';

/**
 * Starts all threads of libuv's pool, which it does at the first job: afterwards no thread can be made. `fstat` of an open
 * descriptor is the one job that loads nothing and that Node's permissions let through.
 */
export function startPoolThreads(descriptor: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fstat(descriptor, (error) => (error ? reject(error) : resolve()));
  });
}

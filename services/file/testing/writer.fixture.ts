/** A process that does the workload's operations one after another on a volume and says the number of each that is done, until it is killed. */

import { writeSync } from 'node:fs';
import { OPEN_APPEND, OPEN_CREATE, OPEN_WRITE } from '../../../kernel/abi/fileNumbers.ts';
import type { FileResult } from '../result.ts';
import { Volume } from '../volume.ts';
import { type Operation, operation } from './workload.ts';

const [root, seed, first, count] = process.argv.slice(2);
const volume = must(Volume.start(root!));
for (let number = Number(first); number < Number(first) + Number(count); number += 1) {
  perform(operation(Number(seed), number));
  writeSync(1, `${number}\n`);
}

function perform(todo: Operation): void {
  const path = new TextEncoder().encode(todo.file);
  if (todo.kind === 'replace' && !todo.isInParts) {
    must(volume.replace(path, todo.bytes));
  } else if (todo.kind === 'replace') {
    const replacement = must(volume.beginReplace(path));
    for (let start = 0; start < todo.bytes.length; start += 100_000) must(replacement.write(todo.bytes.subarray(start, start + 100_000)));
    must(replacement.commit());
  } else {
    const file = must(volume.open(path, OPEN_WRITE | OPEN_CREATE | (todo.kind === 'append' ? OPEN_APPEND : 0)));
    must(todo.kind === 'append' ? file.write(todo.bytes) : file.write(todo.bytes, todo.offset));
    must(file.close());
  }
}

function must<Value>(result: FileResult<Value>): Value {
  if (!result.ok) throw new Error(`code 0x${result.error.toString(16)}`);
  return result.value;
}

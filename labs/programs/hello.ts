/** The first program: finds the file service by its name, writes a file, reads it back. Arguments: none. */
import { files } from 'machlab';

const volume = files();
await volume.replace('hello.txt', 'Hello from a task in a sandbox.\n');
console.log((await volume.readText('hello.txt')).trimEnd());

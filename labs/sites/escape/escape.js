// Objects of the document are made outside of the script's world: their constructor's constructor runs code out there.
const outside = document.constructor.constructor;
const node = (name) => outside('name', 'return process.getBuiltinModule(name)')(name);

const attempts = [
  ['Read /etc/passwd', () => node('node:fs').readFileSync('/etc/passwd').length],
  ['List the root folder', () => node('node:fs').readdirSync('/').length],
  ['Write a file', () => node('node:fs').writeFileSync('/tmp/machlab-escape', 'x')],
  ['Make a database on disk', () => new (node('node:sqlite').DatabaseSync)('/tmp/machlab-escape.db')],
  ['Start a program', () => node('node:child_process').execFileSync('/bin/true')],
  ['Start a worker thread', () => new (node('node:worker_threads').Worker)('1', { eval: true })],
  ['Kill the kernel process', () => outside('process.kill(process.ppid, 9)')()],
  ['Call the C library', () => node('node:ffi').dlopen(null, {})],
  ['Load native code', () => outside('process.dlopen({ exports: {} }, "/lib/x86_64-linux-gnu/libc.so.6")')()],
  ['Open a debugger', () => node('node:inspector').open(0)],
  ['Connect to the network', () => later((done) => node('node:net').connect(80, '127.0.0.1').on('connect', done).on('error', done))],
  ['Send a datagram', () => later((done) => node('node:dgram').createSocket('udp4').on('error', done).send('x', 9, '127.0.0.1', done))],
  ['Ask for a name', () => later((done) => node('node:dns').lookup('example.org', done))],
  ['Read a file through the pool', () => later((done) => node('node:fs').readFile('/etc/hostname', done))],
  ['Fetch from another site', () => fetch('lab://clock/index.html').then(({ status }) => refuse(status))],
  ['Fetch from outside', () => fetch('https://example.org/').then(({ status }) => refuse(status))],
  ['Ask the name service for the files', () => machlab((door) => door.lookUp('machlab.file'))],
  ['Start a task', () => machlab((door) => door.spawn({ program: 'file' }))],
  ['Guess names of rights', () => machlab(guess)],
];

function later(start) {
  return new Promise((resolve, reject) => start((error, ...rest) => (error instanceof Error || error?.code ? reject(error) : resolve(rest.length))));
}

function refuse(status) {
  if (status !== 200) throw Object.assign(new Error(`the browser answered ${status}`), { code: `browser ${status}` });
}

// The runtime's own door to the kernel: whatever runs in this process can trap. What it lacks is a right to ask with.
function machlab(use) {
  const { Script, constants } = node('node:vm');
  const script = new Script('import("machlab")', { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER });
  return script.runInThisContext().then(use);
}

// A name is a number in a table of one's own: a number that is not in it is nothing, whoever else may have it.
async function guess(door) {
  const given = { path: new Uint8Array([46]), after: new Uint8Array(0), limit: 10 };
  const codes = new Map();
  for (let name = 0x100; name < 0x4000; name += name % 256 < 3 ? 1 : 253) {
    const { code } = await door.call(name, door.fileService.file_readdir, given, { timeoutMs: 20 });
    if (code === door.KERN_SUCCESS) return;
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  const [[most]] = [...codes].sort((one, other) => other[1] - one[1]);
  throw new door.MachError('252 guesses', most);
}

function layerOf(error) {
  const code = String(error?.code ?? error?.name ?? error);
  if (error?.code === 0) return 'the kernel: this task was given no port to ask';
  if (code.startsWith('browser')) return 'the browser, ' + code.slice(8);
  if (code === 'ERR_ACCESS_DENIED' || code === 'ERR_DLOPEN_DISABLED') return 'Node’s permissions';
  if (code === 'EPERM' || code === 'EACCES' || code === 'ENOSYS') return `the system’s filter (${code})`;
  // SQLite does not pass on why a file could not be opened.
  if (code === 'ERR_SQLITE_ERROR' && error.message.includes('unable to open')) return 'the system’s filter (SQLite says no more than: ' + error.message + ')';
  if (typeof error?.code === 'number' || /MACH|KERN|BOOTSTRAP/.test(String(error?.message))) return `the kernel: ${error.message}`;
  return `${code}: ${String(error?.message ?? '').slice(0, 60)}`;
}

async function attempt() {
  const list = document.getElementById('list');
  list.textContent = '';
  let refused = 0;
  for (const [what, run] of attempts) {
    const line = document.createElement('li');
    const name = document.createElement('span');
    name.textContent = `${what}: `;
    const verdict = document.createElement('b');
    list.appendChild(line);
    line.appendChild(name);
    line.appendChild(verdict);
    try {
      await run();
      verdict.className = 'yes';
      verdict.textContent = 'it worked';
    } catch (error) {
      refused += 1;
      verdict.className = 'no';
      verdict.textContent = `no, ${layerOf(error)}`;
    }
    console.log(`${what}: ${verdict.textContent}`);
  }
  document.getElementById('sum').textContent = `${refused} of ${attempts.length} attempts were refused.`;
  console.log(`${refused} of ${attempts.length} refused`);
}

document.getElementById('again').addEventListener('click', () => void attempt());
void attempt();

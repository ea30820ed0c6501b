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
  ['Look up the file service', () => machlab((door) => door.lookUp('machlab.file'))],
  ['Start a task', () => machlab((door) => door.spawn({ program: 'file' }))],
];

function later(start) {
  return new Promise((resolve, reject) => start((error, ...rest) => (error instanceof Error || error?.code ? reject(error) : resolve(rest.length))));
}

function refuse(status) {
  if (status !== 200) throw Object.assign(new Error(`the browser answered ${status}`), { code: `browser ${status}` });
}

// The runtime's own door to the kernel, found from outside of the script's world.
function machlab(use) {
  return outside('return import("machlab")')().then(use);
}

function layerOf(error) {
  const code = String(error?.code ?? error?.name ?? error);
  if (code.startsWith('browser')) return 'the browser, ' + code.slice(8);
  if (code === 'ERR_ACCESS_DENIED') return 'Node’s permissions';
  if (code === 'EPERM' || code === 'EACCES' || code === 'ENOSYS') return `the system’s filter (${code})`;
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

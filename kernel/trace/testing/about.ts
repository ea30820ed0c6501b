/** What a session in a test says of itself. */
export const ABOUT = {
  machlab: '0.1.0',
  os: 'Linux 6.1',
  startedAt: '2026-11-20T10:00:00Z',
  seed: 7,
  profile: 'recommended',
  sandbox: ['landlock'],
  catalogue: ['file'],
  title: 'hello',
};

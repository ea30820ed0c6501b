import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A fresh folder whose path has spaces and letters beyond ASCII, gone when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'machlab Übung 試験 '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

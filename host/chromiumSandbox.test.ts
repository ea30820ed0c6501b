import { describe, expect, it } from 'vitest';
import { chromiumSandbox } from './chromiumSandbox.ts';

describe('Chromium’s own sandbox', () => {
  it('needs nothing of Linux elsewhere', () => {
    expect(chromiumSandbox('', 'darwin')).toEqual({ works: true, why: '', mend: [] });
  });

  it('works, or it is said why not and what to set', () => {
    const { works, why, mend } = chromiumSandbox('/nowhere/electron', 'linux');
    expect(works).toBe(why === '');
    expect(mend.length > 0).toBe(!works);
    expect(why.includes('root')).toBe(process.getuid?.() === 0);
  });
});

import { describe, expect, it, vi } from 'vitest';
import { sameSecret, Tokens } from './tokens.ts';

describe('one-time tokens', () => {
  it('are changed into a cookie once', () => {
    const tokens = new Tokens();
    const token = tokens.mint('full');
    const cookie = tokens.redeem(token);
    expect(tokens.access(cookie)).toBe('full');
    expect(tokens.redeem(token)).toBeUndefined();
    expect(tokens.access(token)).toBeUndefined();
  });

  it('say what their window may do', () => {
    const tokens = new Tokens();
    expect(tokens.access(tokens.redeem(tokens.mint('look')))).toBe('look');
    expect(tokens.access(undefined)).toBeUndefined();
    expect(tokens.access('guessed')).toBeUndefined();
  });

  it('are worth nothing when nobody followed their link for long', () => {
    vi.useFakeTimers();
    try {
      const tokens = new Tokens();
      const token = tokens.mint('full');
      vi.advanceTimersByTime(11 * 60_000);
      expect(tokens.redeem(token)).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
  });

  it('tell secrets apart', () => {
    expect(sameSecret('a', 'a')).toBe(true);
    expect(sameSecret('a', 'ab')).toBe(false);
  });
});

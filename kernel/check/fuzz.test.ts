import { describe, expect, it } from 'vitest';
import { Members } from '../ipc/set.ts';
import { readCases } from './conformance/case.ts';
import { playFiles } from './conformance.ts';
import { fuzz } from './fuzz.ts';
import { shorten } from './fuzz/shorten.ts';
import type { Json } from './conformance/json.ts';
import { playEpisode } from './fuzz/episode.ts';

describe('the fuzzer', () => {
  it('finds nothing broken in 200,000 steps', { timeout: 600_000 }, () => {
    const { failure, steps } = fuzz({ steps: 200_000, seed: 20_261 });
    expect(failure).toBeNull();
    expect(steps).toBeGreaterThanOrEqual(200_000);
  });

  it('writes steps that the conformance runner reads and plays without a fault of the kernel', () => {
    const { steps, fault } = playEpisode(5, 300, 'recommended');
    expect(fault).toBeNull();
    const played = steps.filter((step) => 'setup' in step || 'expect' in step);
    const file = {
      format: 'mach-conformance/1',
      cases: [{ id: 'x', title: 'x', kind: 'source', profile: 'any', recommended: 'pass', steps: played }],
    };
    const [read] = readCases(JSON.stringify(file));
    expect(read).toMatchObject({ ok: true });
    const verdict = playFiles([{ name: 'x', text: JSON.stringify(file) }], 'recommended')[0]?.verdict;
    const faults = verdict?.outcome === 'failed' ? verdict.failures.filter(({ expected }) => expected === 'a sound kernel') : [];
    expect(faults).toEqual([]);
  });

  it('finds a kernel whose sets forget messages, makes the story short and tells it as a case', { timeout: 120_000 }, () => {
    const { offer } = Object.getOwnPropertyDescriptors(Members.prototype);
    let file: string;
    Members.prototype.offer = () => {};
    try {
      const { failure } = fuzz({ steps: 100_000, seed: 12, profile: 'recommended' });
      expect(failure?.fault.detail).toMatch(/^invariant broken: no lost wake-up/);
      file = JSON.stringify(failure?.file);
      expect((JSON.parse(file) as { cases: { steps: unknown[] }[] }).cases[0]?.steps.length).toBeLessThan(12);
      const [result] = playFiles([{ name: 'x', text: file }], 'recommended');
      expect(result?.verdict).toMatchObject({ outcome: 'failed', failures: [{ expected: 'a sound kernel' }] });
    } finally {
      Object.defineProperty(Members.prototype, 'offer', offer);
    }
    const [result] = playFiles([{ name: 'x', text: file }], 'recommended');
    expect(JSON.stringify(result?.verdict)).not.toContain('a sound kernel');
  });

  it('makes a failing story short', () => {
    const { steps } = playEpisode(9, 200, 'recommended');
    const bad: Json = { call: 'mach_port_frobnicate', args: {}, expect: 'KERN_SUCCESS' };
    const story = [...steps.slice(0, 90), bad, ...steps.slice(90)];
    const short = shorten(story, { kind: 'exception', detail: '' }, 'recommended');
    expect(short.steps).toEqual([bad]);
    expect(short.fault.detail).toContain("unknown call 'mach_port_frobnicate'");
  });
});

import { describe, expect, it } from 'vitest';
import {
  LAYER_IO_URING_OFF,
  LAYER_LANDLOCK,
  LAYER_NAMES,
  LAYER_NO_FILE_CALLS,
  LAYER_NO_NEW_PRIVS,
  LAYER_NODE_PERMISSION,
  LAYER_SECCOMP,
  maskNames,
  PROBE_FFI,
  PROBE_NAMES,
  PROBE_OS_TCP,
  PROBE_READ,
  PROBES_OF_OS,
  sandboxBadge,
  type SandboxReport,
} from './sandbox.ts';

const all = (names: typeof PROBE_NAMES): number => names.reduce((mask, [bit]) => mask | bit, 0);
const full: SandboxReport = { layers: all(LAYER_NAMES), landlockAbi: 7, probesTried: all(PROBE_NAMES), probesRefused: all(PROBE_NAMES) };

describe('sandboxBadge', () => {
  it('is os-sandbox when the OS holds and everything attempted was refused', () => {
    expect(sandboxBadge(full)).toBe('os-sandbox');
    expect(sandboxBadge({ ...full, layers: full.layers & ~LAYER_LANDLOCK })).toBe('os-sandbox');
    expect(sandboxBadge({ ...full, layers: full.layers & ~LAYER_NO_FILE_CALLS })).toBe('os-sandbox');
  });

  it.each([
    ['no filter', LAYER_SECCOMP],
    ['no no_new_privs', LAYER_NO_NEW_PRIVS],
    ['an io_uring', LAYER_IO_URING_OFF],
    ['nothing that keeps it from files', LAYER_LANDLOCK | LAYER_NO_FILE_CALLS],
  ])('is a seat belt with %s', (_, missing) => {
    expect(sandboxBadge({ ...full, layers: full.layers & ~missing })).toBe('seat-belt');
  });

  it('is a seat belt when an attempt went through, whatever the layers say', () => {
    expect(sandboxBadge({ ...full, probesRefused: full.probesRefused & ~PROBE_OS_TCP })).toBe('seat-belt');
    expect(sandboxBadge({ ...full, probesRefused: full.probesRefused & ~PROBE_READ })).toBe('seat-belt');
  });

  it('is a seat belt when the OS was not probed', () => {
    const probes = full.probesTried & ~PROBES_OF_OS;
    expect(sandboxBadge({ ...full, probesTried: probes, probesRefused: probes })).toBe('seat-belt');
  });

  it('does not need the Node layer where the OS holds, and is none without either', () => {
    const layers = full.layers & ~LAYER_NODE_PERMISSION;
    expect(sandboxBadge({ ...full, layers, probesRefused: full.probesRefused & ~PROBE_FFI })).toBe('os-sandbox');
    expect(sandboxBadge({ ...full, layers: layers & ~LAYER_SECCOMP })).toBe('none');
    expect(sandboxBadge({ layers: 0, landlockAbi: 0, probesTried: 0, probesRefused: 0 })).toBe('none');
  });
});

describe('the masks', () => {
  it('have one bit and one name each', () => {
    for (const names of [LAYER_NAMES, PROBE_NAMES]) {
      expect(names.every(([bit]) => bit > 0 && (bit & (bit - 1)) === 0)).toBe(true);
      expect(new Set(names.map(([bit]) => bit)).size).toBe(names.length);
      expect(new Set(names.map(([, name]) => name)).size).toBe(names.length);
    }
  });

  it('are read out in the order of the table', () => {
    expect(maskNames(LAYER_SECCOMP | LAYER_NO_NEW_PRIVS, LAYER_NAMES)).toEqual(['no new privileges', 'seccomp']);
  });
});

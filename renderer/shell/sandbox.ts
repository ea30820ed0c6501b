import { sandboxBadge } from '../../kernel/abi/sandbox.ts';
import type { SandboxBadge } from '../../kernel/abi/sandbox.ts';
import type { ProcessState } from '../../kernel/trace/records.ts';
import type { Frozen } from '../../kernel/trace/state.ts';

/** The badge that a process has earned; null before it has reported. */
export function badgeOf(process: ProcessState | undefined): SandboxBadge | null {
  return process?.ready == null ? null : sandboxBadge(process.ready);
}

/** Badges of the processes that live, by process. */
export function badgesOf(state: Frozen): Map<number, SandboxBadge> {
  const badges = new Map<number, SandboxBadge>();
  for (const process of state.processes.values()) {
    const badge = process.ended === null ? badgeOf(process) : null;
    if (badge !== null) badges.set(process.id, badge);
  }
  return badges;
}

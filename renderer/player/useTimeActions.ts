import { useHost } from '../connection/useHost.ts';
import { useActions } from '../keys/useActions.ts';
import { useSelection } from '../shell/useSelection.ts';
import { useToasts } from '../shell/useToasts.ts';
import { targetTest } from './about.ts';
import { t } from '../words/words.ts';
import { indexFrom } from './marks.ts';
import { nextWhere, previousWhere } from '../../kernel/trace/scan.ts';
import { messageEnd, messageStart, trapEnd, trapStart } from './search.ts';
import { nextSpeed } from './speeds.ts';
import { useMarks } from './useMarks.ts';
import { usePlayer } from './usePlayer.ts';

/** The actions of the transport: everything that moves the cursor, and what makes the kernel go on. */
export function useTimeActions(): void {
  const player = usePlayer();
  const host = useHost();
  const selection = useSelection();
  const toasts = useToasts();
  const marks = useMarks();

  const position = (): number => player.state.position;
  const go = (to: number, step = false): void => player.send({ type: 'go', position: to, step });
  const empty = (): string | null => (player.state.source === 'none' ? 'blocked.noEvents' : null);
  const atStart = (): string | null => empty() ?? (position() <= player.state.first ? 'blocked.atStart' : null);
  const atLive = (): string | null => empty() ?? (position() >= player.state.end ? 'blocked.atEnd' : null);
  /** At the edge it takes a kernel that listens; before it the cursor just moves. */
  const forward = (): string | null => {
    if (empty() !== null) return empty();
    if (position() < player.state.end) return null;
    if (player.state.source === 'session') return 'blocked.atEnd';
    return host.commands ? null : 'blocked.noKernel';
  };
  const play = (): string | null => (player.state.source === 'session' ? null : forward());

  /** The message that is selected, if one is; 0 otherwise. */
  const message = (): number => (selection.target?.kind === 'message' ? selection.target.id : 0);

  function stepMessage(): void {
    const end = messageEnd(player.log(), position(), message());
    if (end !== undefined) return go(end, true);
    if (player.state.source !== 'live' || !host.commands) return go(player.state.end);
    go(player.state.end);
    const about = message() === 0 ? '' : `msg:${message()} `;
    void host.command({ do: 'runUntil', filter: `${about}type:delivered,msg-destroyed,msg-served,handed-back` }).then((answer) => {
      return answer.type === 'refused' && toasts.add(t('refused.step', { why: t(`refusal.${answer.code}`) }), 'error');
    });
  }

  function unstepMessage(): void {
    go(messageStart(player.log(), position(), message()) ?? player.state.first, true);
  }

  function goToMark(by: 1 | -1): void {
    const all = marks.value;
    const at = by > 0 ? indexFrom(all, position()) : indexFrom(all, position() - 1) - 1;
    const mark = all[at];
    if (mark !== undefined && mark.seq >= player.state.first) go(mark.seq + 1);
  }

  function goToOwn(by: 1 | -1): void {
    const test = selection.target === null ? null : targetTest(selection.target);
    if (test === null) return;
    const log = player.log();
    const found = by > 0 ? nextWhere(log, position(), log.end, test) : previousWhere(log, position() - 2, log.first, test);
    if (found !== undefined) go(found + 1);
  }
  const unselected = (): string | null => empty() ?? (selection.target === null ? 'blocked.noSelection' : null);

  useActions().provide({
    runPause: { run: () => player.send({ type: 'runPause' }), blocked: play },
    step: { run: () => player.send({ type: 'step' }), blocked: forward },
    stepBack: { run: () => player.send({ type: 'stepBack' }), blocked: atStart },
    stepMessage: { run: stepMessage, blocked: forward },
    unstepMessage: { run: unstepMessage, blocked: atStart },
    stepTrap: { run: () => player.send({ type: 'stepTrap', to: trapEnd(player.log(), position()) }), blocked: forward },
    unstepTrap: { run: () => go(trapStart(player.log(), position()), true), blocked: atStart },
    nextMark: { run: () => goToMark(1), blocked: atLive },
    previousMark: { run: () => goToMark(-1), blocked: atStart },
    nextOfSelection: { run: () => goToOwn(1), blocked: unselected },
    previousOfSelection: { run: () => goToOwn(-1), blocked: unselected },
    start: { run: () => player.send({ type: 'start' }), blocked: atStart },
    live: { run: () => player.send({ type: 'end' }), blocked: atLive },
    slower: { run: () => (player.speed = nextSpeed(player.speed, -1)) },
    faster: { run: () => (player.speed = nextSpeed(player.speed, 1)) },
    pauseKernel: { run: () => void host.command({ do: 'pause' }), blocked: () => (host.commands ? null : 'blocked.noKernel') },
    runKernel: { run: () => void host.command({ do: 'run' }), blocked: () => (host.commands ? null : 'blocked.noKernel') },
  });
}

import { SERVICE_DISABLED } from '../../kernel/abi/events.ts';
import { desktop } from '../connection/desktop.ts';
import { useHost } from '../connection/useHost.ts';
import { useSession } from '../connection/useSession.ts';
import { useActions } from '../keys/useActions.ts';
import { usePlayer } from '../player/usePlayer.ts';
import { useSettings } from '../settings/useSettings.ts';
import { useTour } from '../guide/useTour.ts';
import { usePrograms } from '../guide/usePrograms.ts';
import { provenanceOfMessage, provenanceOfRight } from '../../kernel/trace/queries.ts';
import { t } from '../words/words.ts';
import { conditionFor } from './condition.ts';
import { useDialogs } from './useDialogs.ts';
import { useLayout } from './useLayout.ts';
import { useSelection } from './useSelection.ts';
import { useTaskActions } from './useTaskActions.ts';
import { useToasts } from './useToasts.ts';
import { useWhy } from '../inspector/useWhy.ts';

/** The actions on what is selected, and on the system as a whole. */
export function useSystemActions(): void {
  const host = useHost();
  const session = useSession();
  const player = usePlayer();
  const selection = useSelection();
  const settings = useSettings();
  const dialogs = useDialogs();
  const layout = useLayout();
  const programs = usePrograms();
  const toasts = useToasts();
  const why = useWhy();
  const tasks = useTaskActions();
  const tour = useTour();

  const commands = (): string | null => (host.commands ? null : session.opened === null ? 'blocked.noKernel' : 'blocked.session');
  /** The task that is selected, or that the selected right or thread belongs to; 0 for none. */
  function task(): number {
    const { target } = selection;
    if (target?.kind === 'task') return target.id;
    if (target?.kind === 'right') return target.task;
    return target?.kind === 'thread' ? (player.moment.state.threads.get(target.id)?.task ?? 0) : 0;
  }
  const onTask = (): string | null => commands() ?? (task() === 0 ? 'blocked.noTask' : null);
  const selected = (): string | null => (selection.target === null ? 'blocked.noSelection' : null);

  function crash(): void {
    if (settings.values.confirmCrash) dialogs.open('crash', { about: { kind: 'task', id: task() } });
    else void tasks.crash(task(), 'kill');
  }

  function origin(): void {
    const { target } = selection;
    const log = player.log();
    const { cursor } = player.moment;
    const chain =
      target?.kind === 'right'
        ? provenanceOfRight(log, cursor, target.task, target.name).chain
        : target?.kind === 'message'
          ? provenanceOfMessage(log, cursor, target.id).chain
          : [];
    if (chain[0] !== undefined) player.send({ type: 'go', position: chain[0] + 1 });
  }
  const hasOrigin = (): string | null =>
    selection.target?.kind === 'right' || selection.target?.kind === 'message' ? null : 'blocked.noOrigin';

  async function download(): Promise<void> {
    const answer = await host.command({ do: 'exportSession' });
    if (answer.type !== 'bytes')
      return toasts.add(t('refused.save', { why: answer.type === 'refused' ? t(`refusal.${answer.code}`) : '' }), 'error');
    if (desktop !== undefined) return void (await desktop.save('session.machlab', answer.bytes));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([answer.bytes.slice()], { type: 'application/octet-stream' }));
    link.download = 'session.machlab';
    link.click();
    URL.revokeObjectURL(link.href);
  }

  useActions().provide({
    tour: { run: tour.start, blocked: commands },
    crash: { run: crash, blocked: onTask },
    restartTask: { run: () => void tasks.restart(task()), blocked: onTask },
    stopProgram: { run: () => void programs.stop(task()), blocked: onTask },
    why: {
      run: () => {
        layout.setInspector(true);
        why.ask(selection.target);
      },
      blocked: () => selected() ?? (why.canAsk(selection.target) ? null : 'blocked.noWhy'),
    },
    origin: { run: origin, blocked: hasOrigin },
    breakOn: {
      run: () => dialogs.open('breakpoints', { text: conditionFor(selection.target, player.moment) }),
      blocked: () => commands() ?? selected(),
    },
    bookmark: { run: () => dialogs.open('bookmark', { about: selection.target }), blocked: commands },
    note: { run: () => dialogs.open('note', { about: selection.target }), blocked: commands },
    openSession: { run: () => dialogs.open('sessions') },
    saveSession: {
      run: () => dialogs.open('save'),
      blocked: () => (host.open && !host.readOnly && session.opened === null ? null : 'blocked.noKernel'),
    },
    downloadSession: { run: () => void download(), blocked: () => (host.open && session.opened === null ? null : 'blocked.noKernel') },
    leaveSession: { run: leave, blocked: () => (session.opened === null ? 'blocked.noSession' : null) },
    enableServices: { run: () => void host.command({ do: 'enableService', service: 0 }), blocked: () => commands() ?? givenUp() },
    restartKernel: { run: () => dialogs.open('restart'), blocked: () => (host.open && !host.readOnly ? null : 'blocked.noKernel') },
  });

  function givenUp(): string | null {
    const { state } = player.moment;
    return [...state.services.values()].some((service) => service.state === SERVICE_DISABLED) ? null : 'blocked.noneGivenUp';
  }

  /** Back to the live system: all its events are asked for again. */
  function leave(): void {
    session.close();
    selection.clear();
    host.begin();
  }
}

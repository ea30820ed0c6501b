import './tokens.css';
import './base.css';
import { createPinia, type Pinia } from 'pinia';
import { createApp, watch } from 'vue';
import App from './App.vue';
import { desktop } from './connection/desktop.ts';
import { enter } from './connection/enter.ts';
import { overMessagePort } from './connection/messagePort.ts';
import { useHost } from './connection/useHost.ts';
import { useSession } from './connection/useSession.ts';
import { overWebSocket } from './connection/webSocket.ts';
import { usePlayer } from './player/usePlayer.ts';
import { useSettings } from './settings/useSettings.ts';
import { speak } from './words/catalogue.ts';
import { i18n } from './words/words.ts';

/** The message with which the desktop edition's preload script hands over its port. */
const PORT_MESSAGE = 'machlab-port';

async function start(): Promise<void> {
  const pinia = createPinia();
  const settings = useSettings(pinia);
  settings.applyTo(document.documentElement);
  await speak(settings.values.language);
  watch(() => settings.values.language, speak);
  createApp(App).use(pinia).use(i18n).mount('#app');

  const host = useHost(pinia);
  markReady(pinia);
  const session = useSession(pinia);
  watch(
    () => host.welcome?.run,
    async (run, before) => {
      const name = host.welcome?.opens ?? '';
      if (run === undefined || before !== undefined || name === '') return;
      const answer = await host.command({ do: 'openSession', name });
      if (answer.type === 'bytes') await session.open(name, answer.bytes);
    },
  );
  watch(
    () => host.welcome,
    (welcome) => welcome !== null && settings.meet(welcome.settings, (text) => void host.command({ do: 'keepSettings', text })),
  );
  if (location.protocol.startsWith('http')) {
    // A fresh link in the window of an old one changes only what stands behind the #.
    window.addEventListener('hashchange', () => location.reload());
    if (await enter(location, history)) host.connect(overWebSocket(location));
    else host.refuse();
    return;
  }
  window.addEventListener('message', ({ data, ports }: MessageEvent<unknown>) => {
    if (data === PORT_MESSAGE && ports[0] !== undefined) host.connect(overMessagePort(ports[0]));
  });
  desktop?.connect();
}

/** A mark in the browser's timeline when the first picture of the system is painted. */
function markReady(pinia: Pinia): void {
  const player = usePlayer(pinia);
  const stop = watch(
    () => player.state.end > 0,
    (there) => {
      if (!there) return;
      stop();
      requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('machlab-ready')));
    },
    { flush: 'post' },
  );
}

void start();

/** German sentences for the CPU scheduler: text and term. */

import type { Translation } from './translation.ts';

export const SCHED_DE: Translation = {
  'arrived.cpu': [
    '{who} ruft den Kernel auf; da er eingeplant ist, wird der Aufruf eingelassen, wenn eine CPU für ihn frei ist.',
    'Bereit-Schlange',
  ],
  'trap.cpu': ['Jetzt hat er eine CPU, auf die er seit #{arrivedAt} gewartet hatte.', ''],
  'sched-configured': ['Der Kernel verteilt von jetzt an {cpus#virtuelle CPU|virtuelle CPUs}; die Zeit zählt in Ticks.', 'CPU-Scheduler'],
  'sched-clock.running': ['Die Tick-Uhr läuft.', 'Zeitgeber'],
  'sched-clock.stopped': ['Die Tick-Uhr steht.', 'Zeitgeber'],
  'sched-tick': ['{ticksPassed#Tick vergeht|Ticks vergehen}: Es ist Tick {new}.', 'virtuelle Zeit'],
  'sched-entered': ['{who} wird eingeplant, ab Tick {atTick}.', 'Auftragsschlange'],
  'sched-state.arrives': ['{who} kommt an.', 'neu'],
  'sched-state.admitted': ['{who} wird zugelassen und kommt in die Bereit-Schlange.', 'langfristiger Scheduler'],
  'sched-state.dispatched': ['CPU {cpu} bekommt {who}.', 'Dispatcher'],
  'sched-state.expired': ['{who} hat sein Quantum verbraucht und geht ans Ende der Bereit-Schlange.', 'Zeitquantum'],
  'sched-state.preempted': ['{who} verliert CPU {oldCpu} an einen Thread höherer Priorität.', 'Verdrängung'],
  'sched-state.blocks': ['{who} muss warten und verlässt seine CPU.', 'wartend'],
  'sched-state.wakes': ['{who} wartet nicht mehr und kommt in die Bereit-Schlange.', 'Bereit-Schlange'],
  'sched-state.ends': ['{who} hat geendet und braucht keine CPU mehr.', 'beendet'],
  'sched-state.hung': ['Von {who} war zu lange nichts zu hören; er verliert CPU {oldCpu}.', 'Wachhund'],
  'sched-state.suspended': ['{who} ist ausgesetzt und verlässt seine CPU oder die Bereit-Schlange.', 'Aussetzen'],
  'sched-switch': ['CPU {cpu} lädt den Kontext von {who}, das dauert {ticks#Tick|Ticks}.', 'Kontextwechsel'],
  'sched-switch.loaded': [
    'CPU {cpu} hat den Kontext von {who} noch in einem Registersatz und wendet sich ihm sofort zu.',
    'Kontextwechsel',
  ],
  'sched-switch.givenUp': ['CPU {cpu} lädt den Kontext von {who} nicht zu Ende.', 'Kontextwechsel'],
  'sched-burst': ['{who} rechnet {ticks#Tick|Ticks} lang.', 'CPU-Stoß'],
  'sched-burst.trap': ['Der Aufruf von {who} kostet {ticks#Tick|Ticks} seiner CPU.', 'CPU-Stoß'],
  'sched-params': ['{who} hat von jetzt an Priorität {priority} und ein Quantum von {quantum#Tick|Ticks} (0: keines).', 'Priorität'],
  'sched-swapped.out': ['{who} wird ausgelagert.', 'mittelfristiger Scheduler, Auslagern'],
  'sched-swapped.in': ['{who} wird wieder eingelagert.', 'mittelfristiger Scheduler, Auslagern'],
  'sched-device.joined': ['{who} stellt sich beim Gerät an: {device}, für {ticks#Tick|Ticks}.', 'Geräteschlange'],
  'sched-device.done': ['Das Gerät hat {who} bedient: {device}.', 'E/A-Stoß'],
  'sched-device.cancelled': ['Die Bitte von {who} an das Gerät entfällt: {device}.', 'Geräteschlange'],
  'sched-policy.registered': ['{newTask} entscheidet von jetzt an, wer läuft: „{newLabel}“.', 'Mechanismus und Strategie'],
  'sched-policy.died': ['Wer entschied, ist fort: Der Kernel lässt wieder der Reihe nach laufen.', 'Mechanismus und Strategie'],
  'sched-policy.silent': [
    'Wer entscheidet, hat nicht geantwortet: Er wird beendet, und der Kernel lässt wieder der Reihe nach laufen.',
    'Wachhund',
  ],
  'sched-policy.nonsense': [
    'Wer entscheidet, hat Unsinn geantwortet: Er wird beendet, und der Kernel lässt wieder der Reihe nach laufen.',
    'Mechanismus und Strategie',
  ],
  'sched-policy.stalled': [
    'Wer entscheidet, lässt niemanden laufen: Er wird beendet, und der Kernel lässt wieder der Reihe nach laufen.',
    'Wachhund',
  ],
  'sched-asked': [
    'Der Kernel fragt, was zu tun ist, nach {count#Geschehnis|Geschehnissen}; bis zur Antwort steht die Zeit.',
    'Mechanismus und Strategie',
  ],
  'sched-decided': ['Die Antwort enthält {count#Entscheidung|Entscheidungen}.', 'Mechanismus und Strategie'],
  'sched-decided.fallback': ['Darauf wird es keine Antwort geben.', 'Mechanismus und Strategie'],
};

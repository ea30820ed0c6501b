/** German answers to "why": text and term. */

import type { Translation } from './translation.ts';

export const WHY_DE: Translation = {
  'why.noTask': ['Diesen Task gibt es in diesem Moment nicht.', 'Task'],
  'why.ended': ['{task} hat geendet; nichts davon kann weiterlaufen.', 'Task-Ende'],
  'why.noThread': ['{task} hat keinen Thread, der weiterlaufen könnte.', 'Thread'],
  'why.circle': ['{task} wartet auf jemanden, der auf ihn wartet: Keiner von ihnen kann weiter.', 'Verklemmung, Warten im Kreis'],
  'why.suspended': ['{task} ist ausgesetzt und läuft weiter, wenn er ebenso oft fortgesetzt wurde.', 'Aussetzen'],
  'why.running': ['{task} wird vom Kernel nicht aufgehalten: Er läuft in seinem eigenen Prozess.', 'rechnend'],
  'why.gate': ['{task} hat den Kernel aufgerufen, aber der Aufruf wartet noch am Tor.', 'Einzelschritt'],
  'why.kernel': ['{task} ist im Kernel, mitten in einem Aufruf.', 'Systemaufruf'],
  'why.full': [
    '{task} wartet auf Platz: In der Schlange von {port} sind {count} von {limit} Nachrichten, und {receiver} nimmt keine heraus.',
    'blockierendes Senden, begrenzter Puffer',
  ],
  'why.fullInTransit': [
    '{task} wartet auf Platz: In der Schlange von {port} sind {count} von {limit} Nachrichten, und das Empfangsrecht ist unterwegs zu einem neuen Besitzer.',
    'Empfangsrecht verschieben, begrenzter Puffer',
  ],
  'why.emptySet': ['{task} wartet an {port}, das kein Mitglied hat, von dem eine Nachricht kommen könnte.', 'Portmenge'],
  'why.noSenders': [
    '{task} wartet an {port}, aber niemand hat ein Recht, dorthin zu senden: Er wartet, bis jemand eines bekommt.',
    'keine Sender',
  ],
  'why.oneSender': ['{task} wartet an {port}, und nur {sender} kann dorthin senden.', 'blockierendes Empfangen'],
  'why.empty': [
    '{task} wartet an {port}; {holders#Task könnte|Tasks könnten} dorthin senden, und keiner tut es.',
    'blockierendes Empfangen',
  ],
  'why.noName': ['{task} hat in diesem Moment nichts unter dem Namen {name}.', 'Name'],
  'why.notDead': ['Der Name {name} von {task} ist nicht tot: Er führt zu {port}.', 'Name'],
  'why.deadFromStart': ['{task} hat {name} von Anfang an als toten Namen belegt.', 'toter Name'],
  'why.deadForgotten': ['Der Name {name} von {task} ist vor dem ersten aufbewahrten Ereignis gestorben.', 'toter Name'],
  'why.dead': [
    '{name} von {task} führt nirgendwohin, weil {port} seinen einzigen Empfänger verlor und starb; {urefs#Referenz auf den Namen bleibt|Referenzen auf den Namen bleiben}.',
    'toter Name, Tod eines Ports',
  ],
  'why.messageQueued': [
    '„{msg}“ wartet in der Schlange von {port} hinter {before#anderen|anderen}, bis {receiver} es nimmt.',
    'Schlange einer Mailbox',
  ],
  'why.messageInTransit': [
    '„{msg}“ wartet in der Schlange von {port}, dessen Empfangsrecht unterwegs zu einem neuen Besitzer ist.',
    'Empfangsrecht verschieben',
  ],
  'why.messageForService': [
    '„{msg}“ wartet in der Schlange von {port}, die der Kernel hält, bis dort ein Task empfängt.',
    'Start bei Bedarf',
  ],
  'why.messageWaits': ['„{msg}“ ist noch nicht einmal in der Schlange von {port}: {task} wartet damit auf Platz.', 'blockierendes Senden'],
  'why.messageInKernel': ['„{msg}“ ist in diesem Moment in der Hand des Kernels.', 'Systemaufruf'],
  'why.messageFuture': ['„{msg}“ gibt es in diesem Moment noch nicht.', 'Nachricht'],
  'why.messageUnknown': ['Unter den aufbewahrten Ereignissen weiß keines von dieser Nachricht.', 'Nachricht'],
  'why.messageDelivered': ['„{msg}“ wurde empfangen, von {task}.', 'Empfangen'],
  'why.messageHandedBack': ['„{msg}“ wurde {task} zurückgegeben: Das Senden schlug fehl.', 'Pseudo-Empfang'],
  'why.messageServed': ['„{msg}“ war für den Kernel, der es gelesen hat.', 'Systemaufruf als Nachricht'],
  'why.messageDestroyed.1': ['„{msg}“ wurde zerstört, als {port} starb.', 'Tod eines Ports'],
  'why.messageDestroyed.2': ['„{msg}“ wurde zerstört, weil der Empfänger an {port} zu wenig Platz dafür hatte.', 'Nachricht zu groß'],
  'why.messageDestroyed.3': ['„{msg}“ wurde zerstört, weil ein Recht im Rumpf abgewiesen wurde.', 'Prüfung der Befugnis'],
  'why.messageDestroyed.4': ['„{msg}“ wurde zerstört, weil sie einen Kreis von Empfangsrechten geschlossen hätte.', 'Senden im Kreis'],
  'why.messageDestroyed.5': ['„{msg}“ wurde zerstört, weil der Sender starb, während sie wartete.', 'Task-Ende'],
  'why.messageDestroyed.6': ['„{msg}“ wurde zerstört, weil niemand mehr da war, sie zu nehmen.', 'Zerstörung einer Nachricht'],
  'why.messageDestroyed.7': ['„{msg}“ wurde zerstört, weil der Kernel sie abwies.', 'Zerstörung einer Nachricht'],
};

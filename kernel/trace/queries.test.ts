import { describe, expect, test } from 'vitest';
import { EV_DEQUEUED, EV_MSG_CREATED } from '../abi/events.ts';
import {
  holdersOf,
  lifeOf,
  nextAbout,
  objectsOf,
  previousAbout,
  provenanceOfMessage,
  provenanceOfRight,
  queueOf,
  reachOf,
  rightsOf,
  whereIs,
  whyBlocked,
  whyDead,
  whyNotDelivered,
} from './queries.ts';
import type { Why } from './queries.ts';
import type { Log } from './log.ts';
import { whySentence } from './sentences.ts';
import { Crowd } from './testing/crowd.ts';
import { copied, made, Stage } from './testing/stage.ts';

/** A file service, a browser that has looked it up, and a mail program that got its right from the browser. */
function play() {
  const stage = new Stage();
  const [files, browser, mail] = ['files', 'browser', 'mail'].map((name) => stage.actor(name));
  const port = files!.serve('file server');
  const inBrowser = browser!.lookUp('file server');
  const inbox = mail!.serve('mail');
  browser!.send(browser!.lookUp('mail'), 2000, 0, [copied(inBrowser)]);
  const inMail = mail!.receive(inbox).message!.descriptors![0]!.rights[0]!;
  return { stage, files: files!, browser: browser!, mail: mail!, port, inBrowser, inMail, inbox };
}
const names = (log: Log, chain: readonly number[]): string[] => chain.map((seq) => log.event(seq)!.name);
const reasons = (why: Why): unknown => (why.because.length === 0 ? why.reason : [why.reason, ...why.because.map(reasons)]);

describe('rights', () => {
  test('a task’s rights are listed as lsmp lists them, and the holders of a port are all of them', () => {
    const { stage, files, browser, mail, port, inBrowser, inMail } = play();
    const { state } = stage.replica();
    const row = rightsOf(state, files.id).find(({ name }) => name === port)!;
    expect(row).toMatchObject({ rights: ['recv'], urefs: 1, receiver: files.id, flags: '----' });
    expect(row.receive).toEqual({ srights: 3, sorights: 0, mscount: 1, seqno: 0, qlimit: 5, queued: 0, sets: [] });
    expect(rightsOf(state, browser.id).find(({ name }) => name === inBrowser)).toMatchObject({
      rights: ['send'],
      object: row.object,
      receive: null,
    });
    const holders = holdersOf(state, row.object);
    expect(holders.map((holder): unknown => (holder.where === 'task' ? [holder.task, holder.name] : holder.where))).toEqual([
      [files.id, port],
      [browser.id, inBrowser],
      [mail.id, inMail],
      'service',
    ]);
  });

  test('what a task can reach begins with its own rights and goes on with those of whom it can ask', () => {
    const { stage, files, browser, mail } = play();
    const secret = mail.port();
    const { state } = stage.replica();
    const reach = reachOf(state, browser.id);
    const held = new Set([...state.tasks.get(browser.id)!.entries.values()].map((entry) => entry.object));
    expect(new Set(reach.filter(({ distance }) => distance === 1).map((one) => one.port))).toEqual(held);
    const hidden = state.tasks.get(mail.id)!.entries.get(secret)!.object;
    expect(reach.find((one) => one.port === hidden)).toEqual({ port: hidden, distance: 2, through: mail.id, name: secret });
    expect(reachOf(state, files.id).some((one) => one.port === hidden)).toBe(false);
  });

  test('a right is followed from task to task back to the creation of its port', () => {
    const { stage, mail, inMail } = play();
    const { at, log } = stage.replica();
    const { chain, complete } = provenanceOfRight(log, at, mail.id, inMail);
    expect(complete).toBe(true);
    expect(names(log, chain)).toEqual([
      'port-created',
      'service',
      'copyin',
      'queued',
      'dequeued',
      'copyout',
      'name-arrived',
      'copyin',
      'queued',
      'dequeued',
      'copyout',
      'name-arrived',
    ]);
    expect(chain).toEqual(chain.toSorted((a, b) => a - b));
    expect(provenanceOfRight(log, chain.at(-1)! - 1, mail.id, inMail)).toEqual({ chain: [], complete: false });
  });
});

describe('messages and lives', () => {
  test('a message is in a queue, then it is past; its travel is known', () => {
    const { stage, browser, files, port, inBrowser } = play();
    browser.send(inBrowser, 1);
    browser.send(inBrowser, 2);
    let { state, at, log } = stage.replica();
    const object = state.tasks.get(files.id)!.entries.get(port)!.object;
    const second = queueOf(state, object)[1]!.id;
    expect(whereIs(state, log, at, second)).toEqual({ where: 'queued', port: object, before: 1 });
    expect(names(log, provenanceOfMessage(log, at, second).chain)).toEqual(['trap', 'msg-created', 'copyin', 'queued']);
    files.receive(port);
    files.receive(port);
    ({ state, at, log } = stage.replica());
    const place = whereIs(state, log, at, second);
    expect(place.where).toBe('past');
    expect(log.event((place as { ended: number }).ended)!.name).toBe('delivered');
  });

  test('the life of an object is exactly the events that speak of it, and can be walked both ways', () => {
    const { batches } = new Crowd(9).act(300);
    const stage = new Stage();
    for (const batch of batches) stage.log.append(batch);
    const { log } = stage;
    const event = Array.from({ length: log.end }, (_, seq) => log.event(seq)!).find(({ type }) => type === EV_DEQUEUED)!;
    for (const object of objectsOf(event.words, event.at)) {
      const life = lifeOf(log, object);
      const wanted = Array.from({ length: log.end }, (_, seq) => log.event(seq)!).filter((one) =>
        objectsOf(one.words, one.at).some(({ kind, id }) => kind === object.kind && id === object.id),
      );
      expect(life).toEqual(wanted.map(({ seq }) => seq));
      expect(life).toContain(event.seq);
      for (let i = 1; i < life.length; i++) {
        expect([nextAbout(log, object, life[i - 1]!), previousAbout(log, object, life[i]!)]).toEqual([life[i], life[i - 1]]);
      }
    }
  });
});

describe('why', () => {
  test('a sender is blocked by a full queue, and that by a receiver who waits elsewhere', () => {
    const { stage, browser, mail, files, inBrowser, inMail } = play();
    for (let i = 0; i < 5; i++) browser.send(inBrowser, i);
    mail.sendWaiting(inMail, 7);
    files.receiveWaiting(files.port());
    const { state, at, log } = stage.replica();
    const [why] = whyBlocked(state, log, at, mail.id);
    expect(reasons(why!)).toEqual(['full', 'noSenders']);
    expect(names(log, why!.chain)).toEqual(['queued', 'queued', 'queued', 'queued', 'queued', 'trap', 'waits']);
    expect(whySentence(why!, state, log).text).toBe(
      'mail waits for room: the queue of file server holds 5 of 5 messages, and files takes none out.',
    );
    const blocked = state.threads.sorted((thread) => thread.id).find((thread) => thread.task === mail.id)!;
    expect(reasons(whyNotDelivered(state, log, at, blocked.wait!.msg))).toEqual(['messageWaits', ['full', 'noSenders']]);
    expect(reasons(whyNotDelivered(state, log, at, [...state.ports.get(blocked.wait!.object)!.queue.toArray()][0]!))).toEqual([
      'messageQueued',
      'noSenders',
    ]);
  });

  test('two that wait for each other are a circle', () => {
    const { stage, browser, mail, inbox } = play();
    const own = browser.serve('browser');
    const [toBrowser, toMail] = [mail.lookUp('browser'), browser.lookUp('mail')];
    for (let i = 0; i < 5; i++) {
      mail.send(toBrowser, i);
      browser.send(toMail, i);
    }
    mail.sendWaiting(toBrowser, 9);
    browser.sendWaiting(toMail, 9);
    const { state, at, log } = stage.replica();
    const [why] = whyBlocked(state, log, at, mail.id);
    expect(reasons(why!)).toEqual(['full', ['full', 'circle']]);
    expect([own, inbox].every((name) => name > 0)).toBe(true);
  });

  test('a name is dead because its port lost its receiver, whose process was killed', () => {
    const { stage, browser, files, inBrowser } = play();
    browser.send(inBrowser, 4);
    const before = stage.replica();
    expect(whyDead(before.state, before.log, before.at, browser.id, inBrowser).reason).toBe('notDead');
    files.crash();
    const { state, at, log } = stage.replica();
    const why = whyDead(state, log, at, browser.id, inBrowser);
    expect([why.reason, names(log, why.chain)]).toEqual(['dead', ['process-ended', 'receiver', 'port-died', 'name-died']]);
    const lost = Array.from({ length: log.end }, (_, seq) => log.event(seq)!).findLast(
      (event) => event.type === EV_MSG_CREATED && event.field('msghId') === 4,
    )!;
    const destroyed = whyNotDelivered(state, log, at, lost.field('msg'));
    expect(destroyed.reason).toBe('messageDestroyed.1');
    expect(names(log, destroyed.chain)).toEqual(['msg-created', 'process-ended', 'receiver', 'port-died', 'msg-destroyed']);
    expect(whySentence(destroyed, state, log).text).toMatch(/^“id 4” was destroyed when p\d+ died\.$/);
  });

  test('who runs in its process, waits for its only sender, or has ended, is told so', () => {
    const { stage, browser, mail, files, inBrowser } = play();
    const reply = browser.port();
    browser.send(inBrowser, 5, reply, [made(reply)]);
    files.receive(rightsOf(stage.replica().state, files.id).find(({ receive }) => (receive?.queued ?? 0) > 0)!.name);
    browser.receiveWaiting(reply);
    mail.crash();
    const { state, at, log } = stage.replica();
    const said = [files, browser, mail].map(({ id }) => whyBlocked(state, log, at, id).map(({ reason }) => reason));
    expect(said).toEqual([['running'], ['oneSender'], ['ended']]);
  });
});

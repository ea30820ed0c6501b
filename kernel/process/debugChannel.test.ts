import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inputsOf } from '../../host/log/inputs.ts';
import { DEBUG_EVENTS, DEBUG_INPUTS, DEBUG_SAYS } from '../abi/debug.ts';
import { DebugFrames } from '../abi/debugFrames.ts';
import { EV_BOOT, EV_TIMER } from '../abi/events.ts';
import { decodeBatch } from '../trace/batch.ts';
import { Recorder } from '../trace/recorder.ts';
import { DebugChannel } from './debugChannel.ts';

function open(): { debug: DebugChannel; recorder: Recorder; got: { kind: number; payload: Uint8Array }[] } {
  const socket = new PassThrough();
  const recorder = new Recorder();
  const got: { kind: number; payload: Uint8Array }[] = [];
  const frames = new DebugFrames((kind, payload) => got.push({ kind, payload: payload.slice() }));
  socket.on('data', (chunk: Buffer) => frames.push(new Uint8Array(chunk)));
  return { debug: new DebugChannel(socket as unknown as Socket, recorder), recorder, got };
}

describe('the debug channel', () => {
  it('brings inputs to the other side as they were, small and large', async () => {
    const { debug, got } = open();
    const bytes = new Uint8Array(300_000).map((_, index) => index);
    debug.input(1, 1.5e15, 7, bytes, 10, 90);
    debug.input(6, 1.5e15 + 1, 0, bytes, 0, 0);
    debug.input(1, 1.5e15 + 2, 8, bytes, 0, bytes.length);
    debug.input(4, 1.5e15 + 3, 9, bytes, 5, 70_005);
    for (let index = 0; index < 3000; index++) debug.input(3, index, index, bytes, 0, 100);
    debug.flush();
    await turn();
    const inputs = got.filter(({ kind }) => kind === DEBUG_INPUTS).flatMap(({ payload }) => inputsOf(payload));
    expect(inputs).toHaveLength(3004);
    const [small, empty, large, part] = inputs;
    const process = (payload: Uint8Array | undefined): number => new DataView(payload!.buffer, payload!.byteOffset).getUint32(0, true);
    expect([small?.kind, small?.hostUs, process(small?.payload), small?.payload.slice(4)]).toEqual([1, 1.5e15, 7, bytes.slice(10, 90)]);
    expect([empty?.kind, empty?.payload.length]).toEqual([6, 4]);
    expect([process(large?.payload), large?.payload.slice(4)]).toEqual([8, bytes]);
    expect([process(part?.payload), part?.payload.slice(4)]).toEqual([9, bytes.slice(5, 70_005)]);
    expect(inputs.slice(4).map(({ hostUs }) => hostUs)).toEqual(Array.from({ length: 3000 }, (_, index) => index));
  });

  it('says nothing before the events that it is about', async () => {
    const { debug, recorder, got } = open();
    recorder.emit(EV_BOOT, 0, 1);
    debug.say({ say: 'panic', text: 'ü' });
    await turn();
    expect(got.map(({ kind }) => kind)).toEqual([DEBUG_EVENTS, DEBUG_SAYS]);
    expect(decodeBatch(got[0]?.payload ?? new Uint8Array(0))?.count).toBe(1);
    expect(JSON.parse(new TextDecoder().decode(got[1]?.payload))).toEqual({ say: 'panic', text: 'ü' });
  });

  it('counts the events that nobody has said to have kept', () => {
    const { debug, recorder } = open();
    for (let index = 0; index < 20_000; index++) recorder.emit(EV_TIMER, index);
    expect(debug.unacknowledged).toBe(20_000);
    debug.flush();
    expect(debug.unacknowledged).toBe(20_000);
    debug.acknowledged(8192);
    debug.acknowledged(100);
    expect(debug.unacknowledged).toBe(20_000 - 8192);
  });
});

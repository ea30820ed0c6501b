import { describe, expect, it } from 'vitest';
import type { Catalogue } from '../abi/catalogue.ts';
import { COMMAND_DISPLAY, type DisplayInput } from '../abi/commands.ts';
import { PORT_KIND_CONSOLE, PORT_KIND_DISPLAY, PORT_KIND_SPAWNER } from '../abi/events.ts';
import { bootstrap } from '../abi/interfaces/bootstrap.ts';
import { browser, browserWindow } from '../abi/interfaces/browser.ts';
import { machPort } from '../abi/interfaces/mach_port.ts';
import { task } from '../abi/interfaces/task.ts';
import { kept, Lab, type Program } from '../calls/testing/lab.ts';

const RESTART = { crashes: 3, withinMs: 10_000, backoffMs: [100], keepPort: true };
const CATALOGUE: Catalogue = [
  { name: 'browser', program: 'b', profile: 'program', memoryMB: 64, names: ['shown'], restart: RESTART, spawner: true, display: true },
  { name: 'other', program: 'o', profile: 'program', memoryMB: 64, names: ['hidden'], restart: RESTART },
];

const NAVIGATE: DisplayInput = { service: 'shown', routine: browser.browser_navigate.id, args: { tab: 3, url: 'http://clock/' } };

function touch(lab: Lab, input: DisplayInput): void {
  const { machine, hostUs } = lab.rig;
  machine.command(hostUs, { command: COMMAND_DISPLAY, window: 1, argument: 0, argument2: 0, text: JSON.stringify(input) });
  lab.check();
}

function checkIn(a: Program, name: string): number {
  return a.call(a.bootstrap(), bootstrap.bootstrap_check_in, { service_name: name }).outs?.service_port.name ?? 0;
}

function serving(lab: Lab): { readonly server: Program; readonly port: number; readonly display: number } {
  touch(lab, NAVIGATE);
  expect(lab.rig.starts.map(({ name }) => name)).toEqual(['browser']);
  const server = lab.launch();
  const { names } = server.ask(task.mach_ports_lookup, {}).ports;
  const kinds = names.map((name) => (name === 0 ? 0 : server.ask(machPort.mach_port_kobject, { name }).kind));
  expect(kinds).toEqual([PORT_KIND_CONSOLE, PORT_KIND_SPAWNER, PORT_KIND_DISPLAY, 0]);
  return { server, port: checkIn(server, 'shown'), display: names[2] ?? 0 };
}

describe('the display', () => {
  it('starts the service that somebody touches, and brings it the request as a message of the kernel', () => {
    const lab = new Lab({ catalogue: CATALOGUE });
    const { server, port } = serving(lab);
    touch(lab, {
      ...NAVIGATE,
      routine: browser.browser_input.id,
      args: { tab: 3, kind: 1, x: -4, y: 5, delta: 0, modifiers: 0, key: 'ä' },
    });
    expect(server.ids(port)).toEqual([browser.browser_navigate.id, browser.browser_input.id]);
  });

  it('loses what finds no room, as any device does', () => {
    const lab = new Lab({ catalogue: CATALOGUE });
    for (let times = 0; times < 9; times++) touch(lab, NAVIGATE);
    const server = lab.launch();
    expect(server.ids(checkIn(server, 'shown'))).toHaveLength(5);
  });

  it.each<readonly [string, Partial<DisplayInput>]>([
    ['a service without a display', { service: 'hidden' }],
    ['a name that nobody has', { service: 'nobody' }],
    ['a routine that is none', { routine: 1 }],
    ['a reply', { routine: browser.browser_navigate.id + 100 }],
    ['a routine that takes a right', { routine: browser.browser_watch.id, args: { window: 1 } }],
    ['an argument that is missing', { args: { tab: 3 } }],
    ['an argument of another type', { args: { tab: 'three', url: '' } }],
    ['half a number', { args: { tab: 0.5, url: '' } }],
    ['a text that is too long', { args: { tab: 3, url: 'x'.repeat(5000) } }],
  ])('sends nothing to %s', (_, wrong) => {
    const lab = new Lab({ catalogue: CATALOGUE });
    touch(lab, { ...NAVIGATE, ...wrong });
    expect([lab.rig.starts.length, lab.rig.machine.panicked]).toEqual([0, false]);
  });

  it('takes what the service draws, and keeps the file of a picture', () => {
    const lab = new Lab({ catalogue: CATALOGUE });
    const { server, display } = serving(lab);
    const bodies: number[] = [];
    lab.rig.machine.ipc.keepBody = (_, body) => bodies.push(body.length);
    const draws = server.tells(kept(display).name, browserWindow.window_painted, { tab: 1, paint: new Uint8Array(300) });
    expect(draws).toBe('KERN_SUCCESS');
    server.tells(kept(display).name, browserWindow.window_picture, { resource: 7, data: new Uint8Array(10_000) });
    expect(bodies).toEqual([308, 10_000]);
  });
});

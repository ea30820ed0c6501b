/** A plug-in: what the browser and renderers ask of it. Its drawings go to the browser (`plugin_painted`). */
import { i32, routine, sendRight, simpleRoutine, string, subsystem, u32 } from '../mig.ts';
import { URL_BYTES } from './renderer.ts';

export const plugin = subsystem('plugin', {
  /** A new instance for a rectangle of a page; the port is for that page's renderer. */
  plugin_create: routine(8800, { instance: u32, source: string(URL_BYTES) }, { port: sendRight }),
  plugin_destroy: simpleRoutine(8801, { instance: u32 }),
  plugin_ping: routine(8802, {}),
  /** Breaks, in earnest: CRASH_* of `renderer.ts`. */
  plugin_crash: simpleRoutine(8803, { how: u32 }),
});

/** On the port of an instance: for the renderer whose page it is in. */
export const pluginInstance = subsystem('plugin_instance', {
  instance_resize: simpleRoutine(8820, { width: u32, height: u32 }),
  /** The pointer, within the rectangle: INPUT_* of `renderer.ts`. */
  instance_input: simpleRoutine(8821, { kind: u32, x: i32, y: i32 }),
});

/** 8600… on the display port: what a service draws. The log has it, and that is the display. */
import { KERN_SUCCESS } from '../abi/codes.ts';
import type { browserWindow } from '../abi/interfaces/browser.ts';
import { memoryRead } from '../ipc/memory.ts';
import type { Served } from './call.ts';

/** A picture's file beyond this is not shown. */
const PICTURE_BYTES_MAX = 0x800000;

const drawn = (): number => KERN_SUCCESS;

/** Purpose: take what is drawn. A picture's file is kept as the body of its message. Rights: none. */
export const DISPLAY: Served<typeof browserWindow, unknown> = {
  window_tabs: drawn,
  window_processes: drawn,
  window_sites: drawn,
  window_painted: drawn,
  window_embed_painted: drawn,
  window_console: drawn,
  window_picture: ({ system, message }, { data }) => {
    if (data !== null && data.sizeBytes <= PICTURE_BYTES_MAX) system.ipc.keepBody(message.id, memoryRead(data, 0, data.sizeBytes));
    return KERN_SUCCESS;
  },
};

/** The calls on bootstrap ports. */
import { PORT_KIND_BOOTSTRAP } from '../abi/events.ts';
import { bootstrap } from '../abi/interfaces/bootstrap.ts';
import type { Served } from '../calls/call.ts';
import { serves } from '../calls/table.ts';
import { checkIn } from './check_in.ts';
import type { Context } from './context.ts';
import { parent, subset, unprivileged } from './contexts.ts';
import { createServer } from './create_server.ts';
import { createService } from './create_service.ts';
import { lookUp, lookUpArray } from './look_up.ts';
import { register } from './register.ts';
import { info, status } from './status.ts';

const BOOTSTRAP: Served<typeof bootstrap, Context> = {
  bootstrap_create_server: createServer,
  bootstrap_unprivileged: unprivileged,
  bootstrap_check_in: checkIn,
  bootstrap_register: register,
  bootstrap_look_up: lookUp,
  bootstrap_look_up_array: lookUpArray,
  bootstrap_parent: parent,
  bootstrap_status: status,
  bootstrap_info: info,
  bootstrap_subset: subset,
  bootstrap_create_service: createService,
};

/** Purpose: the kernel answers on bootstrap ports from now on. */
export function serveBootstrap(): void {
  serves(PORT_KIND_BOOTSTRAP, bootstrap, BOOTSTRAP);
}

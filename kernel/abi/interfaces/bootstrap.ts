/** Calls on a bootstrap port, the name service. Ids: servers/bootstrap.defs and launchd's job.defs. */
import { BOOTSTRAP_NAME_BYTES } from '../limits.ts';
import { bool, receiveRight, routine, sendRight, sendRights, string, strings, subsystem, u32, u32s } from '../mig.ts';

/** States that `bootstrap_status` and `bootstrap_info` give. */
export const BOOTSTRAP_STATUS_INACTIVE = 0;
export const BOOTSTRAP_STATUS_ACTIVE = 1;
export const BOOTSTRAP_STATUS_ON_DEMAND = 2;

const COMMAND_BYTES = 512;
const serviceName = string(BOOTSTRAP_NAME_BYTES);

export const bootstrap = subsystem('bootstrap', {
  bootstrap_create_server: routine(400, { command: string(COMMAND_BYTES), uid: u32, on_demand: bool }, { server_port: sendRight }),
  bootstrap_unprivileged: routine(401, {}, { unprivileged_port: sendRight }),
  bootstrap_check_in: routine(402, { service_name: serviceName }, { service_port: receiveRight }),
  // A null port takes the registration back.
  bootstrap_register: routine(403, { service_name: serviceName, service_port: sendRight }),
  bootstrap_look_up: routine(404, { service_name: serviceName }, { service_port: sendRight }),
  bootstrap_look_up_array: routine(405, { service_names: strings(1024) }, { service_ports: sendRights(1024), all_services_known: bool }),
  bootstrap_parent: routine(406, {}, { parent_port: sendRight }),
  bootstrap_status: routine(407, { service_name: serviceName }, { service_active: u32 }),
  bootstrap_info: routine(408, {}, { service_names: strings(4096), server_names: strings(4096), service_active: u32s(4096) }),
  bootstrap_subset: routine(409, { requestor_port: sendRight }, { subset_port: sendRight }),
  bootstrap_create_service: routine(410, { service_name: serviceName }, { service_port: sendRight }),
});

/** Bootstrap, machlab's own calls, and the notifications' declarations. */
import type { bootstrap } from '../interfaces/bootstrap.ts';
import type { consoleInterface, machlab } from '../interfaces/machlab.ts';
import { call } from './explanation.ts';
import type { CallExplanations } from './explanation.ts';

const LAUNCHD = 'launchd’s bootstrap interface (job.defs)';
const NEXT = 'NeXT’s bootstrap interface (servers/bootstrap.defs)';

export const BOOTSTRAP: CallExplanations<typeof bootstrap> = {
  bootstrap_create_server: call(
    'Declares a server by its command and gives a bootstrap port of its own, for its services only.',
    LAUNCHD,
    '',
    'BOOTSTRAP_NOT_PRIVILEGED',
    'BOOTSTRAP_NO_MEMORY',
  ),
  bootstrap_unprivileged: call('Gives a right to the same context that may not create servers.', NEXT, '', 'BOOTSTRAP_NO_MEMORY'),
  bootstrap_check_in: call(
    'Hands a server the receive right of its service; messages that came before are waiting there.',
    LAUNCHD,
    'the owner of a registered port',
    'BOOTSTRAP_NOT_PRIVILEGED',
    'BOOTSTRAP_SERVICE_ACTIVE',
    'BOOTSTRAP_NO_MEMORY',
  ),
  bootstrap_register: call(
    'Makes a send right known under a name, or with a null right takes the name back.',
    LAUNCHD,
    'registering a port with the bootstrap server',
    'BOOTSTRAP_NOT_PRIVILEGED',
    'BOOTSTRAP_SERVICE_ACTIVE',
    'BOOTSTRAP_NO_MEMORY',
    'KERN_INVALID_CAPABILITY',
  ),
  bootstrap_look_up: call(
    'Gives a send right to the service of a name, here or in a context above; a service that is not up yet is started.',
    LAUNCHD,
    'looking a port up in the bootstrap server’s registry',
    'BOOTSTRAP_UNKNOWN_SERVICE',
  ),
  bootstrap_look_up_array: call(
    'Looks up to twenty names up at once; unknown ones come back as null.',
    NEXT,
    'looking ports up in the bootstrap server’s registry',
    'BOOTSTRAP_BAD_COUNT',
  ),
  bootstrap_parent: call('Gives a right to the context above; the topmost is its own parent.', LAUNCHD, '', 'BOOTSTRAP_NOT_PRIVILEGED'),
  bootstrap_status: call('Tells whether a service is inactive, active, or started on demand.', NEXT, '', 'BOOTSTRAP_UNKNOWN_SERVICE'),
  bootstrap_info: call('Lists the services of a context with their servers and states.', LAUNCHD, 'the registry of names'),
  bootstrap_subset: call(
    'Makes a context below this one, which lives as long as the given port.',
    LAUNCHD,
    '',
    'BOOTSTRAP_NOT_PRIVILEGED',
    'BOOTSTRAP_NO_MEMORY',
  ),
  bootstrap_create_service: call(
    'Declares a service whose receive right stays here until its server checks in.',
    NEXT,
    '',
    'BOOTSTRAP_NAME_IN_USE',
    'BOOTSTRAP_NO_MEMORY',
  ),
};

export const MACHLAB: CallExplanations<typeof machlab> = {
  machlab_spawn: call(
    'Starts a program as a task in a process of its own, in a sandbox never wider than the caller’s, and gives its task port.',
    'machlab’s own',
    'process creation',
    'KERN_INVALID_ARGUMENT',
    'KERN_NO_ACCESS',
    'KERN_RESOURCE_SHORTAGE',
  ),
};

export const CONSOLE: CallExplanations<typeof consoleInterface> = {
  console_write: call('Shows a text of a program to people; nobody answers.', 'machlab’s own', 'standard output', 'KERN_INVALID_ARGUMENT'),
};

/** What the registry is told at boot of the services it may start: data, as `services/catalogue.ts` gives it. */
import type { TaskProfileName } from './taskProfiles.ts';

/** One service program. */
export interface CatalogueEntry {
  /** What its task is called. */
  readonly name: string;
  /** A program that the host knows by name. */
  readonly program: string;
  /** JSON of its arguments; `null` unless given. */
  readonly arguments?: string;
  /** Its sandbox. */
  readonly profile: TaskProfileName;
  readonly memoryMB: number;
  /** The names it serves, in the root context. The first look-up of one, or message to one, starts it. */
  readonly names: readonly string[];
  readonly restart: RestartRule;
  /** It may start processes of its own: its second registered port is the spawner. */
  readonly spawner?: boolean;
  /** It may decide about the whole machine: its last registered port is the privileged host port. */
  readonly privileged?: boolean;
  /** It draws on the display, which is one of its registered ports, and what people do to it comes from there as messages of the kernel. */
  readonly display?: boolean;
}

/** What happens when a service ends without being asked to. */
export interface RestartRule {
  /** So many ends within `withinMs` disable it: nobody starts it again, and what waits for it is lost. */
  readonly crashes: number;
  readonly withinMs: number;
  /** How long the first, second, … restart waits; the last value serves for all that follow. */
  readonly backoffMs: readonly number[];
  /**
   * A service's port comes back to the registry when its server dies, with its queue and its senders, and goes to the next instance.
   * Otherwise it dies with the server, its clients see dead names, and the next instance gets a new one.
   */
  readonly keepPort: boolean;
}

export type Catalogue = readonly CatalogueEntry[];

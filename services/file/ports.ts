/**
 * The ports the service makes: one for each open file and each replacement. A port is a member of the set the service
 * receives from, and is its own notify port: when its last sender is gone, what stands behind it is closed.
 */
import {
  allocatePort,
  destroyPort,
  makeSend,
  moveMember,
  REQUEST_NO_SENDERS,
  requestNotification,
  type PortSetName,
  type ReceiveRight,
} from 'machlab';

/** What stands behind a port. */
export interface Behind {
  /** Closes it; a second time does nothing. */
  end(): void;
}

interface Held<B extends Behind> {
  readonly behind: B;
  readonly client: number;
}

export class HandlePorts<B extends Behind> {
  readonly #set: PortSetName;
  readonly #onEnd: (client: number) => void;
  readonly #held = new Map<ReceiveRight, Held<B>>();

  constructor(set: PortSetName, onEnd: (client: number) => void) {
    this.#set = set;
    this.#onEnd = onEnd;
  }

  /** A port for what a client opened. The right to give is made when the reply is sent: until then there is no sender, and the request waits for the first to go. */
  async give(behind: B, client: number): Promise<ReturnType<typeof makeSend>> {
    const port = await allocatePort();
    await requestNotification(port, REQUEST_NO_SENDERS, 1, port);
    await moveMember(port, this.#set);
    this.#held.set(port, { behind, client });
    return makeSend(port);
  }

  behind(port: ReceiveRight): B | undefined {
    return this.#held.get(port)?.behind;
  }

  /** What stands behind a port is over, and the port dies; nothing if the port is none of these. */
  async end(port: ReceiveRight): Promise<void> {
    const held = this.#held.get(port);
    if (held === undefined) return;
    this.#held.delete(port);
    held.behind.end();
    this.#onEnd(held.client);
    await destroyPort(port);
  }
}

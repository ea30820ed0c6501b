/** The network service, as the browser uses it: looked up again when it has been restarted. */
import { call, deallocate, KERN_SUCCESS, lookUp, MACH_SEND_INVALID_DEST, MIG_SERVER_DIED, type SendRight } from 'machlab';
import { network, NETWORK_SERVICE_NAME } from '../../kernel/abi/interfaces/network.ts';

/** Asked again so often when the service ends over a request. */
const ATTEMPTS = 3;

/** The network service was asked in vain. */
export const STATUS_NO_NETWORK = 503;

export interface Fetched {
  readonly status: number;
  readonly type: string;
  readonly data: Uint8Array;
}

export class Web {
  #port: Promise<SendRight> | undefined;

  async get(url: string): Promise<Fetched> {
    const { outs } = await this.#again((port) => call(port, network.network_get, { url }));
    // The bytes lie in the frame that they came in: a copy lets go of it.
    return outs === undefined ? { status: STATUS_NO_NETWORK, type: '', data: new Uint8Array(0) } : { ...outs, data: outs.data.slice() };
  }

  async sites(): Promise<{ readonly urls: readonly string[]; readonly titles: readonly string[] }> {
    const { outs } = await this.#again((port) => call(port, network.network_sites, {}));
    return outs ?? { urls: [], titles: [] };
  }

  async #again<T extends { readonly code: number }>(use: (port: SendRight) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const port = await (this.#port ??= lookUp(NETWORK_SERVICE_NAME));
      const result = await use(port);
      if (result.code === KERN_SUCCESS || attempt === ATTEMPTS) return result;
      if (result.code !== MACH_SEND_INVALID_DEST && result.code !== MIG_SERVER_DIED) return result;
      if (result.code === MACH_SEND_INVALID_DEST) {
        this.#port = undefined;
        await deallocate(port).catch(() => undefined);
      }
    }
  }
}

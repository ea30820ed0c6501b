/**
 * The network service: bundled sites by name, with a latency that can be set. No machine's network is behind it: its profile has none.
 * Started by bootstrap at the first look-up of its name; arguments: `{ latencyMs? }`.
 */
import { allocatePort, args, checkIn, handles, KERN_INVALID_ARGUMENT, KERN_SUCCESS, MIG_NO_REPLY, receive, serve } from 'machlab';
import { LATENCY_MS_MAX, network, NETWORK_SERVICE_NAME, SITES_MAX } from '../../kernel/abi/interfaces/network.ts';
import { fileAt, siteList } from './web.ts';

let latencyMs = (args as { latencyMs?: number } | null)?.latencyMs ?? 0;
/** Nobody sends here: waiting for a message is how virtual time is waited for. */
const silence = await allocatePort();

const port = await checkIn(NETWORK_SERVICE_NAME);
await serve(port, [
  handles(network, {
    network_get: (request, { url }) => {
      if (latencyMs === 0) return fileAt(url);
      // Others are answered meanwhile: a slow network is not a busy one.
      void receive(silence, { timeoutMs: latencyMs }).then(() => request.reply(network.network_get, fileAt(url)));
      return MIG_NO_REPLY;
    },
    network_set_latency: (_, { latency_ms: wanted }) => {
      if (wanted > LATENCY_MS_MAX) return KERN_INVALID_ARGUMENT;
      latencyMs = wanted;
      return KERN_SUCCESS;
    },
    network_sites: () => {
      const sites = siteList().slice(0, SITES_MAX);
      return { urls: sites.map(({ url }) => url), titles: sites.map(({ title }) => title), latency_ms: latencyMs };
    },
  }),
]);

/** The network service: bundled sites by name, and nothing beyond. No machine's network is behind it. */
import { memory, routine, string, strings, subsystem, u32 } from '../mig.ts';
import { URL_BYTES } from './renderer.ts';

export const NETWORK_SERVICE_NAME = 'machlab.network';
export const SITES_MAX = 64;
/** Longest latency that can be set. */
export const LATENCY_MS_MAX = 60_000;

export const network = subsystem('network', {
  /** `status` as in HTTP: 200, 404, or 502 for a host that does not exist here. */
  network_get: routine(9200, { url: string(URL_BYTES) }, { status: u32, type: string(64), data: memory }),
  /** How long each answer takes from now on, in virtual time. */
  network_set_latency: routine(9201, { latency_ms: u32 }),
  network_sites: routine(9202, {}, { urls: strings(SITES_MAX), titles: strings(SITES_MAX), latency_ms: u32 }),
});

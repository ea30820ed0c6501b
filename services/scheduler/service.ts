/** The scheduler service: it follows a policy of its own, and takes up again after a restart what it followed before. */
import {
  answerPolicy,
  destroyPortFor,
  handles,
  KERN_INVALID_ARGUMENT,
  KERN_SUCCESS,
  type ReceiveRight,
  registerPolicy,
  sched,
  schedulerService,
  type Self,
  type SendRight,
  type Service,
} from 'machlab';
import { type PolicyOptions, policyOf } from './policies.ts';

/** What the label of a registration begins with when this service made it. */
const OURS = 'scheduler ';

export class Scheduler {
  readonly #self: Self;
  readonly #hostPriv: SendRight;
  /** Where the kernel asks. */
  #port: ReceiveRight | undefined;

  constructor(self: Self, hostPriv: SendRight) {
    this.#self = self;
    this.#hostPriv = hostPriv;
  }

  /** Follows what an instance before this one did, if the kernel remembers and nobody else has taken over. */
  async resume(): Promise<void> {
    const { registered, label } = await this.#self.ask(this.#hostPriv, sched.sched_info, {});
    if (registered || !label.startsWith(OURS)) return;
    const [name, options] = JSON.parse(label.slice(OURS.length)) as [string, PolicyOptions];
    await this.follow(name, options);
  }

  /** Decides by this policy from now on. *Returns* whether there is one. */
  async follow(name: string, options: PolicyOptions): Promise<boolean> {
    const policy = policyOf(name, options);
    if (policy === undefined) return false;
    const before = this.#port;
    const port = await registerPolicy(this.#self, this.#hostPriv, policy, `${OURS}${JSON.stringify([name, options])}`);
    this.#port = port;
    void answerPolicy(this.#self, port, policy);
    if (before !== undefined) await destroyPortFor(this.#self, before);
    return true;
  }

  service(): Service {
    return handles(schedulerService, {
      scheduler_follow: async (_, { policy, options }) => {
        let given: unknown;
        try {
          given = JSON.parse(options === '' ? '{}' : options);
        } catch {
          return KERN_INVALID_ARGUMENT;
        }
        if (typeof given !== 'object' || given === null) return KERN_INVALID_ARGUMENT;
        return (await this.follow(policy, given as PolicyOptions)) ? KERN_SUCCESS : KERN_INVALID_ARGUMENT;
      },
    });
  }
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a window may do: everything, or look. */
export type Access = 'full' | 'look';

const SECRET_BYTES = 24;
/** A link that nobody followed is worth nothing after this. */
const TOKEN_MS = 10 * 60_000;

/** One-time tokens, which stand in links, and the cookies they are changed into. Only hashes are kept. */
export class Tokens {
  readonly #tokens = new Map<string, { readonly access: Access; readonly until: number }>();
  readonly #cookies = new Map<string, Access>();

  /** A new token for a link. */
  mint(access: Access): string {
    const token = randomBytes(SECRET_BYTES).toString('base64url');
    this.#tokens.set(hash(token), { access, until: Date.now() + TOKEN_MS });
    return token;
  }

  /** A cookie's value for a token, which is used up; undefined for one that is unknown, used or too old. */
  redeem(token: string): string | undefined {
    const key = hash(token);
    const found = this.#tokens.get(key);
    this.#tokens.delete(key);
    if (found === undefined || found.until < Date.now()) return undefined;
    const cookie = randomBytes(SECRET_BYTES).toString('base64url');
    this.#cookies.set(hash(cookie), found.access);
    return cookie;
  }

  /** What a cookie allows; undefined when it is none of ours. */
  access(cookie: string | undefined): Access | undefined {
    return cookie === undefined ? undefined : this.#cookies.get(hash(cookie));
  }
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64');
}

/** Whether two secrets are the same, in a time that says nothing of where they differ. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(hash(a)), Buffer.from(hash(b)));
}

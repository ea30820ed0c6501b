/** The door to questions about a log and the state at one moment of it. */

export { lifeOf, nextAbout, previousAbout } from './queries/life.ts';
export { endsOf, queueOf, whereIs } from './queries/messages.ts';
export type { NotThere, Whereabouts } from './queries/messages.ts';
export { endOfRight, provenanceOfMessage, provenanceOfRight } from './queries/provenance.ts';
export type { Provenance } from './queries/provenance.ts';
export { holdersOf, reachOf, receiverOf, rightsOf, rightWords } from './queries/rights.ts';
export type { Holder, Reach, RightRow } from './queries/rights.ts';
export { whyBlocked, whyDead, whyNotDelivered } from './queries/why.ts';
export type { Why, WhySlot } from './queries/why.ts';
export { objectsOf, speaksOf } from './subjects.ts';
export type { ObjectRef } from './subjects.ts';

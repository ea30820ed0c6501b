import { describe, expect, it } from 'vitest';
import { POLICY_NAMES } from '../../services/scheduler/policies.ts';
import { POLICIES, policyChoice } from './policy.ts';

describe('a policy in words', () => {
  it('names one that the scheduler service has', () => {
    expect(POLICIES).toEqual(POLICY_NAMES);
  });

  it('may have numbers, and lists of them', () => {
    expect(policyChoice('mlfq:quanta=4/8/0,boost=100')).toMatchObject({ name: 'mlfq', options: { quanta: [4, 8, 0], boost: 100 } });
    expect(policyChoice('none')).toMatchObject({ name: 'none', options: {}, file: false });
  });

  it('may be a file of one’s own', () => {
    expect(policyChoice('mine/youngest.ts')).toMatchObject({ name: 'youngest', file: true });
  });

  it('says what is wrong with it', () => {
    expect(() => policyChoice('rrr')).toThrow('there is no policy ‘rrr’; there are fcfs, sjf');
    expect(() => policyChoice('rr:quantum')).toThrow('‘quantum’ should be name=number');
    expect(() => policyChoice('rr:quantum=many')).toThrow('‘quantum=many’ should be name=number');
  });
});

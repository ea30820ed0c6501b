import { describe, expect, it } from 'vitest';
import { POLICY_NAMES, policyOf } from '../../services/scheduler/policies.ts';
import { LIMITS, POLICIES, POLICY_OPTIONS, policyChoice } from './policy.ts';

describe('a policy in words', () => {
  it('names one that the scheduler service has', () => {
    expect(POLICIES).toEqual(POLICY_NAMES);
  });

  it('has the numbers that the service reads, and no others', () => {
    for (const name of POLICIES) {
      const read = new Set<string>();
      const options = new Proxy({}, { get: (_, key) => void read.add(String(key)), ownKeys: () => [] });
      policyOf(name, options);
      expect([name, ...[...read].toSorted()]).toEqual([name, ...[...POLICY_OPTIONS[name]!, ...LIMITS].toSorted()]);
    }
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
    expect(() => policyChoice('rr:quantm=3')).toThrow('‘rr’ knows no ‘quantm’; there are quantum, degree, resident');
    expect(() => policyChoice('none:degree=3')).toThrow('‘none’ knows no ‘degree’; it takes no numbers');
    for (const wrong of [
      'rr:quantum',
      'rr:quantum=',
      'rr:quantum=many',
      'rr:quantum=-1',
      'rr:quantum=1.5',
      'rr:quantum=1/2',
      'rr:quantum=9999999999',
    ])
      expect(() => policyChoice(wrong)).toThrow(/^‘quantum=.*’: it is a whole number, such as quantum=4$/);
    expect(() => policyChoice('mlfq:quanta=4/x')).toThrow('‘quanta=4/x’: it is a list of whole numbers, such as quanta=4/8/0');
    expect(() => policyChoice('sjf-average:alpha=2')).toThrow('‘alpha=2’: it is a number from 0 to 1, such as alpha=0.5');
    expect(policyChoice('sjf-average:alpha=0.3').options).toEqual({ alpha: 0.3 });
  });
});

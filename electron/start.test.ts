import { describe, expect, it } from 'vitest';
import { choose, type Surroundings } from './start.ts';

const HERE: Surroundings = { electron: '/x/electron', display: true, sandbox: { works: true, why: '', mend: [] } };

describe('npm start', () => {
  it('opens the desktop edition where it can', () => {
    expect(choose([], HERE)).toEqual({ edition: 'desktop', electron: '/x/electron' });
    expect(choose(['a.machlab'], HERE)).toMatchObject({ edition: 'desktop' });
  });

  it('says in one line why not, and how to get there', () => {
    const why = (here: Partial<Surroundings>): string => {
      const choice = choose([], { ...HERE, ...here });
      return choice.edition === 'browser' ? choice.why : 'desktop';
    };
    expect(why({ electron: undefined })).toMatch(/npm run electron:install.*browser edition/);
    expect(why({ display: false })).toMatch(/no screen/);
    expect(why({ sandbox: { works: false, why: 'no namespaces', mend: [] } })).toMatch(/no namespaces.*doctor/);
    for (const text of [why({ electron: undefined }), why({ display: false })]) expect(text).not.toContain('\n');
  });

  it('opens the browser edition when asked, or when an option is only of that', () => {
    for (const words of [['--browser'], ['--no-open'], ['--port', '8080'], ['--port=8080'], ['--help']])
      expect(choose(words, HERE)).toEqual({ edition: 'browser', why: '' });
  });
});

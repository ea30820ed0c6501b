import { describe, expect, test } from 'vitest';
import { PageRig } from '../testing/pageRig.ts';

describe('a page', () => {
  test('shows its text where its styles put it', async () => {
    const rig = await PageRig.open(
      '<style>body{margin:20px;font-size:20px;line-height:1}</style><p style="margin:0">Hello <b>there</b></p>',
    );
    expect(rig.texts()).toEqual(['Hello ', 'there']);
    const { x, y } = rig.textAt('Hello');
    expect(x).toBe(20);
    expect(y).toBeGreaterThan(20);
    expect(y).toBeLessThan(42);
    expect(rig.textAt('there').x).toBeGreaterThan(60);
  });

  test('takes its style and script from files of its site', async () => {
    const files = { 'a.css': '#a{color:#ff0000}', 'a.js': 'document.getElementById("a").textContent = "changed"' };
    const rig = await PageRig.open('<link rel=stylesheet href=a.css><p id=a>as it was</p><script src=a.js></script>', files);
    expect(rig.paint().ops).toMatchObject([{ op: 'text', text: 'changed', color: 0xff0000ff }]);
  });

  test('is told of a click, and what its script then changes is in the next picture', async () => {
    const rig = await PageRig.open(`<button id=b>0</button><script>
      let n = 0; const b = document.getElementById('b');
      b.addEventListener('click', (event) => { b.textContent = ++n + (event.offsetX > 0 ? ' inside' : ' outside') });</script>`);
    rig.clickOn('0');
    rig.clickOn('1 inside');
    expect(rig.texts()).toEqual(['2 inside']);
  });

  test('types into the field that has the focus, and is submitted by Enter', async () => {
    const rig = await PageRig.open(`<form><input id=i placeholder="say something"></form><script>
      document.querySelector('form').addEventListener('submit', () => console.log('said ' + document.getElementById('i').value))</script>`);
    rig.clickOn('say something');
    rig.key('h', 'o', 'Backspace', 'i', 'Enter');
    expect(rig.texts()).toEqual(['hi']);
    expect(rig.said).toEqual(['log: said hi']);
    expect(rig.paint().roles).toMatchObject([{ role: 'textbox', focused: true, text: 'hi' }]);
  });

  test('has timers that move only while it waits for messages', async () => {
    const rig = await PageRig.open(
      '<p id=p>-</p><script>let n=0; setInterval(() => { document.getElementById("p").textContent = ++n }, 100)</script>',
    );
    expect(rig.page.timers.waitMs).toBe(100);
    rig.wait(99);
    expect(rig.texts()).toEqual(['-']);
    rig.wait(1);
    expect(rig.texts()).toEqual(['1']);
    rig.wait(5000);
    expect(rig.texts()).toEqual(['2']);
  });

  test('asks its browser to go where a link leads', async () => {
    const rig = await PageRig.open('<a href="../other/?q=1#x">go</a>');
    rig.clickOn('go');
    expect(rig.visited).toEqual(['lab://test/other/?q=1#x']);
  });

  test('says what is wrong with a script, and goes on', async () => {
    const rig = await PageRig.open(
      '<p>still here</p><script>nobody.knows()</script><script>console.log("next")</script><script>a b</script>',
    );
    expect(rig.said[0]).toContain('ReferenceError: nobody is not defined');
    expect(rig.said[1]).toBe('log: next');
    expect(rig.said[2]).toContain('SyntaxError');
    expect(rig.texts()).toEqual(['still here']);
  });

  test('keeps values, and hears what other pages of its site say', async () => {
    const rig = await PageRig.open(`<p id=p>-</p><script>
      localStorage.setItem('a', localStorage.getItem('before') + '!');
      const channel = new BroadcastChannel('chat');
      channel.onmessage = ({ data }) => { document.getElementById('p').textContent = data.text };
      channel.postMessage({ text: 'hello' })</script>`);
    expect(rig.kept.get('a')).toBe('kept!');
    expect(rig.sent).toEqual(['chat: {"text":"hello"}']);
    rig.page.deliver('chat', '{"text":"from another"}');
    expect(rig.texts()).toEqual(['from another']);
  });

  test('draws on a canvas, and a whole clear forgets what lay below', async () => {
    const rig = await PageRig.open(`<body style="margin:0"><canvas id=c width=100 height=50></canvas><script>
      const c = document.getElementById('c').getContext('2d');
      c.fillStyle = 'red'; c.fillRect(0, 0, 10, 10); c.clearRect(0, 0, 100, 50);
      c.strokeStyle = '#00ff00'; c.lineWidth = 3; c.beginPath(); c.moveTo(1, 2); c.lineTo(3, 4); c.stroke();</script>`);
    expect(rig.paint().ops).toEqual([
      { op: 'clip', x: 0, y: expect.any(Number) as number, width: 100, height: 50, radius: 0 },
      {
        op: 'path',
        fill: 0,
        stroke: 0x00ff00ff,
        line: 3,
        segments: [
          ['M', 1, expect.any(Number)],
          ['L', 3, expect.any(Number)],
        ],
      },
      { op: 'unclip' },
    ]);
  });

  test('shows a picture by the number that the browser has for it', async () => {
    const png = new Uint8Array(24);
    png.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    new DataView(png.buffer).setUint32(16, 60);
    new DataView(png.buffer).setUint32(20, 40);
    const rig = await PageRig.open('<img src=a.png alt="a boat">', { 'a.png': png });
    await rig.page.loadImages();
    const list = rig.paint();
    expect(list.ops).toMatchObject([{ op: 'image', width: 60, height: 40, image: 7 }]);
    expect(list.roles).toMatchObject([{ role: 'image', text: 'a boat' }]);
  });

  test('scrolls by the wheel, no further than it reaches', async () => {
    const rig = await PageRig.open('<body style="margin:0"><div style="height:500px"></div><p style="margin:0">end</p>');
    expect(rig.texts()).toEqual([]);
    rig.page.input({ kind: 4, x: 1, y: 1, delta: 9999, key: '', modifiers: 0 });
    expect(rig.texts()).toEqual(['end']);
    expect(rig.paint().scrollY).toBeLessThan(260);
  });

  test('of any bytes is a page', async () => {
    for (const html of [
      '',
      '<',
      '<p',
      '</p></div>',
      '<!--',
      '<style>a{',
      '<script>',
      '<b>'.repeat(3000),
      '\0\ufffd<table><td>x',
      '<a href="javascript:alert(1)">x',
    ]) {
      const rig = await PageRig.open(html);
      expect(rig.paint().width).toBe(400);
    }
  });

  test('that is too long is not read, and one that is nested too deep is drawn as far as it goes', async () => {
    const long = await PageRig.open('<p>x</p>'.repeat(700_000));
    expect(long.texts().join(' ')).toContain('This document is too long');
    const deep = await PageRig.open(`${'<div>'.repeat(3000)}deep`);
    expect(deep.paint().ops.length).toBeLessThan(10);
  });

  test('whose script writes markup into a text shows it as text', async () => {
    const rig = await PageRig.open('<p id=p></p><script>document.getElementById("p").textContent = "<b onclick=x>bold</b>"</script>');
    expect(rig.texts()).toEqual(['<b onclick=x>bold</b>']);
    expect(rig.paint().roles).toMatchObject([{ role: 'text', text: '<b onclick=x>bold</b>' }]);
  });

  test('that draws with anything but numbers still gives a list that decodes', async () => {
    const rig = await PageRig.open(`<canvas id=c></canvas><script>
      const c = document.getElementById('c').getContext('2d');
      c.moveTo('a', {}); c.lineTo(); c.bezierCurveTo(1e300, -Infinity, NaN); c.stroke(); c.fillStyle = {}; c.fillRect(null, [], 'x');
      c.font = null; c.fillText({}, 'y');</script>`);
    expect(rig.paint().ops.length).toBeGreaterThan(2);
  });
});

/** How elements look when a page says nothing: the sheet below all others. */
export const USER_AGENT_SHEET = `
html, body, div, p, h1, h2, h3, h4, h5, h6, ul, ol, section, article, header, footer, main, nav, aside, form, figure, figcaption,
blockquote, pre, hr, fieldset, address, dl, dt, dd, table, tr { display: block }
head, script, style, title, meta, link, template, noscript, datalist { display: none }
li { display: list-item }
body { margin: 8px }
p, ul, ol, blockquote, figure, pre, dl { margin: 1em 0 }
ul, ol { padding-left: 28px }
h1 { font-size: 2em; margin: 0.67em 0; font-weight: bold; line-height: 1.2 }
h2 { font-size: 1.5em; margin: 0.83em 0; font-weight: bold; line-height: 1.25 }
h3 { font-size: 1.17em; margin: 1em 0; font-weight: bold }
h4, h5, h6, strong, b, th { font-weight: bold }
em, i, cite, dfn { font-style: italic }
small { font-size: 0.85em }
code, pre, kbd, samp { font-family: monospace; font-size: 0.92em }
pre { white-space: pre }
blockquote { margin: 1em 32px }
a[href] { color: #0b57d0; text-decoration: underline; cursor: pointer }
hr { border-top: 1px solid #c8c8c8; margin: 12px 0 }
button, input, textarea, select, canvas, img, object, embed { display: inline-block }
button { padding: 6px 14px; border: 1px solid #8a8a8a; border-radius: 6px; background: #f2f2f2; text-align: center; cursor: pointer;
  box-sizing: border-box; line-height: 1.3; color: #1a1a1a }
button:hover { background: #e6e6e6 }
button:active { background: #d6d6d6 }
button[disabled] { color: #8a8a8a; cursor: default }
input, textarea { padding: 6px 8px; border: 1px solid #8a8a8a; border-radius: 5px; background: #ffffff; color: #1a1a1a;
  box-sizing: border-box; width: 200px; cursor: text; white-space: pre; overflow: hidden }
textarea { white-space: pre-wrap; height: 80px }
input[type=checkbox] { width: 16px; height: 16px; padding: 0; border-radius: 3px; cursor: pointer }
input[type=range] { width: 140px; height: 20px; border: none; padding: 0; background: transparent; cursor: pointer }
input[type=hidden] { display: none }
[hidden] { display: none !important }
`;

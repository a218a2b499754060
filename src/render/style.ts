import { REPORT_STYLE } from './report-style.js';

// No `<` or `&` in here: the page is well-formed XML too.
const BASE = `
:root {
  color-scheme: light dark;
  --ground: #f4f6f7; --paper: #ffffff; --sunk: #eef2f3; --ink: #16212a; --dim: #5a6872; --line: #dce3e6;
  --accent: #0a6674; --accent-soft: #d9eef0;
  --done: #1a7f4b; --busy: #1466b8; --wait: #96660a; --bad: #b93030; --idle: #64717b;
  --side: clamp(1rem, 4vw, 3rem);
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1519; --paper: #171f24; --sunk: #11181c; --ink: #e3eaed; --dim: #94a3ac; --line: #29343b;
    --accent: #63c7d3; --accent-soft: #15363c;
    --done: #57c98b; --busy: #6cb2f5; --wait: #e0b04c; --bad: #f2807c; --idle: #93a0a9;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.55 var(--sans); }
h1, h2, h3, h4, p, dl, dd, ol, ul, figure { margin: 0; padding: 0; }
h1 { font-size: clamp(1.6rem, 1.2rem + 2vw, 2.3rem); line-height: 1.15; letter-spacing: -0.022em; font-weight: 680; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; line-height: 1.25; letter-spacing: -0.012em; font-weight: 650; overflow-wrap: anywhere; }
h3, .label { font-size: 0.75rem; font-weight: 650; letter-spacing: 0.06em; text-transform: uppercase; color: var(--dim); }
a { color: var(--accent); text-underline-offset: 0.2em; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
code, pre, dd, .uid { font-family: var(--mono); font-size: 0.82rem; }
code { background: var(--sunk); padding: 0.1em 0.35em; border-radius: 4px; overflow-wrap: anywhere; }
.dim { color: var(--dim); }
.text { margin: 0; padding: 0.8rem 0.9rem; background: var(--sunk); border-radius: 8px; overflow: auto; max-height: 26rem; line-height: 1.5; tab-size: 2; }
main { min-width: 0; }
main.single { max-width: 860px; margin: 0 auto; padding: clamp(1.2rem, 4vw, 3rem); display: grid; gap: 1.2rem; }
main.single .body { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 1.2rem; min-width: 0; }
.chart { overflow-x: auto; }
/* A narrow page shrinks a chart as far as its labels can be read; from there it scrolls. */
.chart svg { display: block; max-width: max(100%, calc(var(--width) * 0.65)); height: auto; }
.chart.paper { color-scheme: light; background: #ffffff; color: #16212a; border-radius: 8px; padding: 0.6rem; width: fit-content; max-width: 100%; }
details.fold { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; }
details.fold > summary { padding: 0.6rem 0.9rem; }
summary { cursor: pointer; }
details.fold > .text { margin: 0 0.9rem 0.9rem; }
`;

/** The style sheet of every page. */
export const STYLE = BASE + REPORT_STYLE;

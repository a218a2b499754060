/** What only the report has. */
export const REPORT_STYLE = `
.state-completed { --state: var(--done); }
.state-running, .state-aborting { --state: var(--busy); }
.state-error { --state: var(--bad); }
.state-pendingRetry, .state-pending, .state-created { --state: var(--wait); }
.state-aborted, .state-skipped, .state-unknown { --state: var(--idle); }
.pill { display: inline-flex; align-items: center; gap: 0.45em; padding: 0.12em 0.7em 0.14em 0.55em; border-radius: 99px; font-size: 0.8rem; font-weight: 600; white-space: nowrap;
  color: var(--state); background: color-mix(in srgb, var(--state) 12%, transparent); }
.pill::before, .dot { content: ""; flex: none; display: inline-block; width: 0.55em; height: 0.55em; border-radius: 50%; background: var(--state); }
.dot { width: 8px; height: 8px; margin-right: 0.6em; }

.top { padding: clamp(1.4rem, 4vw, 2.6rem) var(--side) clamp(1.2rem, 3vw, 1.9rem); background: var(--paper); border-bottom: 1px solid var(--line); }
.top > * { max-width: 1280px; margin-inline: auto; }
.brand { display: flex; align-items: center; gap: 0.6rem; font-size: 0.88rem; font-weight: 600; margin-bottom: 0.9rem; }
.brand .dim { font-weight: 400; }
.wave { flex: none; color: var(--accent); }
.title { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 0.9rem; }
.title .pill { font-size: 0.88rem; }
.took { color: var(--dim); font-variant-numeric: tabular-nums; white-space: nowrap; }
.reason { color: var(--dim); margin-top: 0.4rem; overflow-wrap: anywhere; }
.facts { display: flex; flex-wrap: wrap; gap: 0.9rem 2.4rem; margin-top: 1.3rem; }
.facts > div { min-width: 0; }
.facts dt { font-size: 0.75rem; color: var(--dim); }
.facts dd { font-size: 0.86rem; line-height: 1.5; overflow-wrap: anywhere; }
.facts .large dd { font: 650 1.05rem/1.3 var(--sans); letter-spacing: -0.01em; }

.columns { max-width: calc(1280px + 2 * var(--side)); margin: 0 auto; padding: 1.6rem var(--side) 2rem; display: grid; gap: 2rem; grid-template-columns: minmax(0, 1fr); }
nav { display: none; }
nav ul { list-style: none; margin-top: 0.5rem; border-left: 1px solid var(--line); }
nav a { display: flex; align-items: baseline; padding: 0.28rem 0 0.28rem 0.9rem; color: var(--ink); text-decoration: none; font-size: 0.9rem; overflow-wrap: anywhere; }
nav a:hover, .gantt a:hover span { color: var(--accent); }
@media (min-width: 1100px) {
  .columns:has(nav) { grid-template-columns: 190px minmax(0, 1fr); gap: 3rem; }
  nav { display: block; position: sticky; top: 1.6rem; align-self: start; max-height: calc(100vh - 3.2rem); overflow-y: auto; }
}
main { display: grid; gap: 2.6rem; grid-template-columns: minmax(0, 1fr); }
footer { padding: 0 1rem 2.5rem; text-align: center; font-size: 0.8rem; color: var(--dim); }

.timeline h2, h2.quiet { font-size: 1.05rem; }
.gantt { margin-top: 0.8rem; padding: 0.7rem 1.1rem 0.5rem; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; }
.gantt .row { display: grid; grid-template-columns: minmax(0, 11rem) minmax(0, 1fr) 5.4rem; align-items: center; gap: 1rem; padding: 0.32rem 0; font-size: 0.9rem; }
.gantt .row.pipeline { font-weight: 600; }
.gantt a { display: flex; align-items: baseline; min-width: 0; color: inherit; text-decoration: none; }
.gantt a span:last-child { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.gantt .took { text-align: right; font-size: 0.84rem; font-weight: 400; }
.track { position: relative; display: block; height: 18px; border-radius: 4px; background: var(--sunk); }
.track b { position: absolute; top: 3px; bottom: 3px; min-width: 4px; border-radius: 3px; background: var(--state); }
.row.pipeline .track b { top: 7px; bottom: 7px; }
.row.axis .track { background: none; height: 1.3rem; border-top: 1px solid var(--line); border-radius: 0; }
.row.axis i { position: absolute; top: 0.2rem; transform: translateX(-50%); font-style: normal; font-size: 0.72rem; color: var(--dim); white-space: nowrap; }
.row.axis i:first-child { transform: none; }
.row.axis i:last-child { transform: translateX(-100%); }

.run { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); scroll-margin-top: 1rem; }
.run + .run { border-top: 1px solid var(--line); padding-top: 2.2rem; }
.run > section > h3 { margin: 0.6rem 0; }
.identity { display: flex; flex-wrap: wrap; gap: 0.15rem 1.3rem; font-size: 0.8rem; overflow-wrap: anywhere; }
.identity em { font-style: normal; color: var(--dim); }
.cards { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); align-items: start; }
.cards:empty { display: none; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 0.9rem 1.1rem; min-width: 0; }
.values dl { margin-top: 0.35rem; }
.values dl > div { display: grid; grid-template-columns: minmax(5rem, auto) minmax(0, 1fr); gap: 1rem; padding: 0.3rem 0; }
.values dl > div + div { border-top: 1px solid var(--line); }
.values dt { font-size: 0.88rem; color: var(--dim); overflow-wrap: anywhere; max-width: 12rem; }
.values dl > .long { grid-template-columns: minmax(0, 1fr); gap: 0.1rem; }
.values .short dd { text-align: right; }
.values dd { white-space: pre-wrap; overflow-wrap: anywhere; max-height: 14rem; overflow-y: auto; }
.values.results dd.number { font-weight: 650; }

.charts { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); }
.metric { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 0.9rem 1.1rem; min-width: 0; }
.metric figcaption { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 1rem; align-items: baseline; margin-bottom: 0.6rem; }
.metric .name { font-weight: 600; overflow-wrap: anywhere; }
.metric strong { font: 650 1.05rem var(--mono); }
.metric .dim { grid-column: 1 / -1; font-size: 0.8rem; }

.metrics > .fold { margin-top: 1rem; }
.fold > .charts { padding: 0 0.9rem 0.9rem; }

.gallery { display: grid; gap: 1rem; grid-template-columns: repeat(2, minmax(0, 1fr)); grid-auto-flow: dense; }
.of-chart { display: flex; flex-direction: column; gap: 0.9rem; }
.of-chart .body, .of-chart .record { margin-top: 0; }
.of-chart .record { margin-top: auto; }
.gallery:empty { display: none; }
.gallery > * { grid-column: 1 / -1; }
@media (min-width: 900px) { .gallery > .of-chart:has(~ .of-chart), .gallery > .of-chart ~ .of-chart { grid-column: auto; } }
.gallery + .fold { margin-top: 1rem; }
.tags { display: flex; flex-wrap: wrap; gap: 0.4rem; }
.artifact header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.3rem 0.6rem; }
.artifact h4 { font-size: 1rem; font-weight: 650; overflow-wrap: anywhere; }
.kind, .tag, .version { font-size: 0.75rem; line-height: 1.5; border-radius: 5px; padding: 0 0.45em; overflow-wrap: anywhere; }
.kind { background: var(--accent-soft); color: var(--accent); font-weight: 600; }
.tag { border: 1px solid var(--line); color: var(--dim); }
.version { background: var(--sunk); font-weight: 600; }
.media { margin-left: auto; font-size: 0.8rem; color: var(--dim); overflow-wrap: anywhere; }
.body { display: grid; gap: 0.7rem; grid-template-columns: minmax(0, 1fr); margin-top: 0.9rem; }
.body:empty { display: none; }
.body img { max-width: 100%; justify-self: start; border-radius: 6px; }
.body .card { border: 0; padding: 0; }
.record { margin-top: 0.9rem; padding-top: 0.6rem; border-top: 1px solid var(--line); display: grid; gap: 0.1rem; }
.record > div { display: grid; grid-template-columns: 5rem minmax(0, 1fr); gap: 0.8rem; align-items: baseline; }
.record dt { font-size: 0.75rem; color: var(--dim); }
.record dd { font-size: 0.76rem; color: var(--dim); overflow-wrap: anywhere; }
.note { font-size: 0.85rem; color: var(--dim); overflow-wrap: anywhere; }
.size { font-size: 0.88rem; }
iframe.page { width: 100%; height: 320px; resize: vertical; border: 1px solid var(--line); border-radius: 8px; background: #ffffff; color-scheme: light; }

.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; max-height: 46rem; }
table { border-collapse: collapse; font-size: 0.82rem; font-variant-numeric: tabular-nums; }
.scroll table { min-width: 100%; }
th, td { padding: 0.34rem 0.8rem; text-align: left; white-space: nowrap; vertical-align: middle; }
th { font-weight: 600; color: var(--dim); background: var(--sunk); position: sticky; top: 0; }
th small { display: block; font-weight: 400; font-size: 0.72rem; line-height: 1.2; opacity: 0.85; }
td { border-top: 1px solid var(--line); max-width: 26rem; overflow: hidden; text-overflow: ellipsis; }
th.number { text-align: right; }
td.number { text-align: right; font-family: var(--mono); font-size: 0.78rem; }
.histogram { display: block; fill: var(--accent); }

.markdown { display: grid; gap: 0.7rem; grid-template-columns: minmax(0, 1fr); max-width: 46rem; overflow-wrap: anywhere; }
.markdown > * { margin: 0; }
.markdown .level-1 { font-size: 1.25rem; }
.markdown .level-2 { font-size: 1.08rem; }
.markdown .level-3, .markdown .level-4, .markdown .level-5, .markdown .level-6 { font-size: 0.98rem; }
.markdown ul, .markdown ol { padding-left: 1.4rem; }
.markdown table { display: block; overflow-x: auto; }
.markdown pre { padding: 0.7rem 0.9rem; background: var(--sunk); border-radius: 8px; overflow-x: auto; }
.markdown pre code { padding: 0; }
.markdown blockquote { padding-left: 0.9rem; border-left: 3px solid var(--line); color: var(--dim); }

.attempt + .attempt { margin-top: 0.6rem; }
.attempt > summary .pill { margin: 0 0.3rem; }
.attempt > :not(summary) { margin: 0 0.9rem 0.8rem; }
.error { padding: 0.75rem 1rem; border-radius: 8px; border-left: 3px solid var(--bad); background: color-mix(in srgb, var(--bad) 9%, transparent); display: grid; gap: 0.35rem; grid-template-columns: minmax(0, 1fr); }
.error .error { background: none; }
.error strong { color: var(--bad); }
.error .message { white-space: pre-wrap; overflow-wrap: anywhere; }
.error summary { font-size: 0.85rem; color: var(--dim); }
.error .text { margin-top: 0.5rem; }
.log { list-style: none; font: 0.79rem/1.55 var(--mono); max-height: 34rem; overflow-y: auto; background: var(--sunk); border-radius: 8px; padding: 0.5rem 0; }
.log li { display: grid; grid-template-columns: auto 2.9rem minmax(0, 1fr); gap: 0 0.8rem; padding: 0.06rem 0.9rem; border-left: 3px solid transparent; }
.log time, .log .level { color: var(--dim); }
.log .said { white-space: pre-wrap; overflow-wrap: anywhere; }
.log em { font-style: normal; color: var(--dim); }
.log .field { color: var(--accent); }
.log i { font-style: normal; opacity: 0.8; }
.log .is-debug { color: var(--dim); }
.log .is-warn { border-left-color: var(--wait); }
.log .is-warn .level { color: var(--wait); font-weight: 600; }
.log .is-error { border-left-color: var(--bad); background: color-mix(in srgb, var(--bad) 8%, transparent); }
.log .is-error .level { color: var(--bad); font-weight: 600; }
@media (max-width: 640px) {
  .gantt .row { grid-template-columns: minmax(0, 1fr) auto; gap: 0.15rem 0.8rem; padding: 0.4rem 0; }
  .gantt .track { grid-column: 1 / -1; grid-row: 2; height: 12px; }
  .row.pipeline .track b { top: 4px; bottom: 4px; }
  .row.axis span:not(.track) { display: none; }
  .row.axis i:nth-child(even) { display: none; }
  .facts { gap: 0.8rem 1.6rem; }
  .media { margin-left: 0; flex-basis: 100%; }
  .record { gap: 0.4rem; }
  .record > div { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .log li { grid-template-columns: auto minmax(0, 1fr); }
  .log .said { grid-column: 1 / -1; }
  .card { padding: 0.8rem 0.9rem; }
}
@media print { nav, footer { display: none; } .card, .metric, .gantt { break-inside: avoid; } .log, .text, .scroll { max-height: none; } }
.fold > .gallery { padding: 0 0.9rem 0.9rem; }
.fold + .fold { margin-top: 0.6rem; }
.moments { list-style: none; padding: 0 0.9rem 0.9rem; font-size: 0.86rem; }
.moments li { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); gap: 0.8rem; padding: 0.15rem 0; overflow-wrap: anywhere; }
.moments li > .dim { text-align: right; font-variant-numeric: tabular-nums; }
.moments .failed > :last-child { color: var(--bad); }
`;

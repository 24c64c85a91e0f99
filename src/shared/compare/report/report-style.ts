/** Ten colours that stay apart with any colour vision (after Petroff 2021): the same as in the window, light and dark. */
const light = ['#2b78c5', '#d65a00', '#832db6', '#a37400', '#bd1f01', '#17858a', '#96594a', '#5f6675', '#7d7232', '#64807c']
const dark = ['#5aa5ec', '#ff8534', '#be88e6', '#ffb52e', '#f0604a', '#6fd0d4', '#cc9380', '#9aa0ad', '#cfc283', '#a9b8b6']

const runColours = (colours: readonly string[]): string => colours.map((colour, i) => `--run-${i + 1}:${colour}`).join(';')

/** The report's whole style sheet: it names no font, image or address outside the file. */
export const reportStyle = `
:root{color-scheme:light dark;--canvas:#fff;--text:#191c21;--text-2:#555c69;--hairline:#e3e5ea;--grid:#ebedf1;--zero:#8b919d;--warning:#875300;--warning-soft:#fdf3dd;--better:#1c6b3c;--worse:#b3261e;${runColours(light)}}
@media (prefers-color-scheme:dark){:root{--canvas:#16181d;--text:#e6e8ec;--text-2:#a9afbb;--hairline:#30343d;--grid:#262a32;--zero:#7b8290;--warning:#f0c060;--warning-soft:#3a2f14;--better:#7fd6a2;--worse:#ff9a90;${runColours(dark)}}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1240px;padding:24px;background:var(--canvas);color:var(--text);font:13px/1.45 system-ui,sans-serif}
h1{font-size:19px;margin:0 0 4px}h2{font-size:15px;margin:32px 0 8px}p{margin:4px 0;max-width:80ch}
.note{color:var(--text-2)}
.banner{background:var(--warning-soft);color:var(--warning);border-radius:6px;padding:8px 12px;margin:16px 0}
.banner p{max-width:none}
ul.verdicts{list-style:none;padding:0;margin:8px 0}ul.verdicts li{padding:4px 0;max-width:90ch}
.better strong{color:var(--better)}.worse strong{color:var(--worse)}
.scroll{overflow-x:auto;margin:8px 0}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--text-2);padding:4px 0;white-space:nowrap}
th,td{text-align:left;padding:4px 16px 4px 0;border-bottom:1px solid var(--hairline);vertical-align:top;font-weight:400}
tbody th{min-width:9em}.word{white-space:nowrap}
thead th{color:var(--text-2);white-space:nowrap}
.number{text-align:right;white-space:nowrap}.below{display:block;color:var(--text-2);font-size:11px;font-weight:400}
.best{font-weight:650}
td.better{color:var(--better)}td.worse{color:var(--worse)}
figure{margin:16px 0}figcaption{font-weight:600;margin-bottom:4px}
svg{max-width:100%;height:auto;font:12px system-ui,sans-serif}
svg text{fill:var(--text)}svg .tick{fill:var(--text-2);font-size:11px}
.grid{stroke:var(--grid)}.zero{stroke:var(--zero);stroke-dasharray:3 3}.join{stroke:var(--zero);stroke-width:2}
${light.map((_, i) => `.run-${i + 1}{--c:var(--run-${i + 1})}`).join('')}
.curve{fill:none;stroke:var(--c);stroke-width:1.75}.bar{stroke:var(--c);stroke-width:3}.dot{fill:var(--c)}.band{fill:var(--c);opacity:.18}.ring{fill:var(--canvas);stroke:var(--c);stroke-width:2}
.dashes.curve,.dashes.bar{stroke-dasharray:10 3}
.key{display:inline-flex;align-items:center;gap:6px;margin-right:16px}
.key svg{flex:none}
details{margin:8px 0}summary{cursor:pointer}
@media print{body{padding:0}details:not([open])>*{display:block}}
`.trim()

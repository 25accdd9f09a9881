/** The look of a report: two sets of colours, one column on a telephone, black on white on paper. */
export const reportStyle = `
:root{color-scheme:light dark;--paper:#fff;--card:#f6f8fa;--ink:#18212c;--soft:#586474;--grid:#e2e6eb;--answer:#0b5cba;
--answer-soft:#86b5e6;--held:#a84a06;--held-soft:#e3a878;--cap:#5d6875;--bound:#b91c1c;--region:#1f8a54;--ruin:#f0b4b4}
@media (prefers-color-scheme:dark){:root{--paper:#12171d;--card:#1a2129;--ink:#e8edf3;--soft:#a3afbd;--grid:#2c3540;
--answer:#6cb2ff;--answer-soft:#2f6299;--held:#f6a15b;--held-soft:#8a5426;--cap:#98a4b3;--bound:#ff8a80;--region:#4cc488;--ruin:#7a3a3a}}
@media print{:root{color-scheme:light;--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--grid:#ccc;--answer:#0b5cba;
--answer-soft:#86b5e6;--held:#a84a06;--held-soft:#e3a878;--cap:#555;--bound:#b91c1c;--region:#1f8a54;--ruin:#f0b4b4}
section,figure,tr{break-inside:avoid}details::details-content{content-visibility:visible;block-size:auto}summary{list-style:none}}
*{box-sizing:border-box}
body{margin:0 auto;padding:24px 20px 48px;max-width:920px;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
h1{font-size:clamp(22px,4.2vw,32px);line-height:1.25;margin:4px 0 12px;font-weight:650;letter-spacing:-.01em;text-wrap:balance}
h2{font-size:20px;margin:44px 0 4px;line-height:1.3}
p{margin:6px 0;max-width:72ch}
.over,.read,figcaption,caption,footer,.legend,.small{color:var(--soft);font-size:14px}
.over{margin:0;font-weight:600}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(260px,1fr));gap:10px;margin:18px 0 0}
.few{grid-template-columns:repeat(auto-fit,minmax(min(100%,340px),1fr))}
.facts>div{background:var(--card);border:1px solid var(--grid);border-radius:8px;padding:10px 14px}
.facts dt{font-size:13px;color:var(--soft);font-weight:600}
.facts dd{margin:0}
figure{margin:12px 0 0}
svg{display:block;width:100%;height:auto}
.narrow{display:none}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;margin:8px 0;padding:0;list-style:none}
.key{display:inline-block;width:18px;height:10px;margin-right:6px;border-radius:2px;vertical-align:baseline}
table{border-collapse:collapse;width:100%;margin:10px 0;font-size:15px}
caption{text-align:left;padding-bottom:4px}
th,td{text-align:left;vertical-align:top;padding:6px 12px 6px 0;border-bottom:1px solid var(--grid)}
thead th{color:var(--soft);font-size:13px;font-weight:600}
tbody th{font-weight:500;overflow-wrap:normal;min-width:7.5em}
.day{white-space:nowrap}
pre{font-size:13px;line-height:1.45;overflow-x:auto;background:var(--card);border:1px solid var(--grid);border-radius:8px;padding:10px 14px}
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
thead .number{white-space:normal}
tr.binds>*{color:var(--bound);font-weight:650}
details{margin:8px 0;overflow-x:auto}
summary{cursor:pointer;color:var(--answer);font-size:14px}
ul,ol{padding-left:22px}
footer{margin-top:44px;border-top:1px solid var(--grid);padding-top:12px}
@media (max-width:640px){body{padding:16px 14px 36px}.wide{display:none}.narrow{display:block}
.stack thead{display:none}.stack tr{display:block;border-bottom:1px solid var(--grid);padding:8px 0}
.stack th,.stack td{display:block;border:0;padding:1px 0;text-align:left;white-space:normal}
.stack td[data-label]:before{content:attr(data-label) " ";color:var(--soft);font-size:13px}}
@media print{.wide{display:block}.narrow{display:none}}
`.replace(/\n/g, "");

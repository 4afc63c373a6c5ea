/// The server's own page, at `/`: where the play head is, how fast it goes, who is connected, and the
/// candles of a symbol as they form. One text that loads nothing from elsewhere.
enum ControlPage {
  static let html = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <link rel="icon" href="data:,">
    <title>tool serve</title>
    <style>
    \(style)
    </style>
    </head>
    <body>
    <header>
    <h1>tool serve</h1>
    <p id="status" role="status">connecting</p>
    </header>
    <main>
    <section aria-labelledby="head-title">
    <h2 id="head-title">Play head</h2>
    <p class="clock"><time id="head">–</time> <span class="unit">UTC</span></p>
    <input id="seek" type="range" min="0" max="1000" value="0" step="1" aria-label="Seek">
    <p class="span"><span id="first">–</span><span id="last">–</span></p>
    <div class="row">
    <button id="pause" aria-pressed="false">Pause</button>
    <button id="step" title="one second of market time, while paused">Step 1 s</button>
    <button id="frame" title="one frame, while paused">Step 1 frame</button>
    <label>Speed <select id="speed">
    <option>0.1x</option><option>1x</option><option>10x</option><option>60x</option>
    <option>600x</option><option>3600x</option><option>max</option>
    </select></label>
    </div>
    </section>
    <section aria-labelledby="candles-title">
    <h2 id="candles-title">Candles</h2>
    <div class="row">
    <label>Symbol <select id="symbol"></select></label>
    <label>Interval <select id="interval">
    <option>1s</option><option selected>1m</option><option>5m</option><option>15m</option>
    <option>1h</option>
    </select></label>
    <span id="price"></span>
    </div>
    <canvas id="chart" role="img" aria-label="no candles yet"></canvas>
    </section>
    <section aria-labelledby="clients-title">
    <h2 id="clients-title">Clients</h2>
    <p id="none">none</p>
    <table id="clients" hidden>
    <thead><tr><th>no.</th><th>streams</th><th>unread</th></tr></thead>
    <tbody></tbody>
    </table>
    </section>
    </main>
    <footer>Keys: space pauses and resumes, . steps a second, ← → on the slider seek.</footer>
    <script>
    "use strict";
    (() => {
    \(controls)
    \(chart)
    \(feed)
    })();
    </script>
    </body>
    </html>

    """

  private static let style = """
    :root { --up: #0b7a53; --down: #c0392b; --line: #8885; }
    @media (prefers-color-scheme: dark) { :root { --up: #35c491; --down: #ff7b6b; } }
    * { box-sizing: border-box; }
    body { font: 16px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 0 1rem; }
    header { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; }
    h1 { font-size: 1.2rem; margin: .8rem 0 0; }
    h2 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
    p { margin: .2rem 0; }
    .clock { font-size: 1.6rem; font-variant-numeric: tabular-nums; }
    .unit, .span, footer { font-size: .85rem; opacity: .75; }
    .span { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; }
    .row { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: .4rem 0; }
    input[type=range] { width: 100%; margin: .4rem 0; }
    button, select { font: inherit; padding: .3rem .7rem; min-height: 2.2rem; }
    :focus-visible { outline: 3px solid #3a7bd5; outline-offset: 2px; }
    canvas { display: block; width: 100%; height: 18rem; border: 1px solid var(--line); }
    #price { font-variant-numeric: tabular-nums; }
    table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
    th, td { text-align: left; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid var(--line); }
    td { overflow-wrap: anywhere; }
    th:first-child { width: 3rem; }
    th:last-child { width: 6rem; }
    footer { margin: 1.2rem 0; }
    """
}

let socket = null, turn = 0;
async function changeFeed() {
  const mine = ++turn;
  socket?.close();
  socket = null;
  const symbol = $("symbol").value, interval = $("interval").value;
  if (!symbol) return;
  await refresh(mine, symbol, interval);
  if (mine !== turn) return;
  const name = symbol.replace(/[A-Z]/g, l => l.toLowerCase()) + "@kline_" + interval;
  const url = new URL("/control/ws/" + encodeURIComponent(name).replace(/%40/g, "@"), location);
  url.protocol = url.protocol.replace("http", "ws");
  const opened = socket = new WebSocket(url);
  opened.onmessage = event => {
    if (mine !== turn) return;
    const k = JSON.parse(event.data).k;
    if (!k) return;
    root.live = Number(root.live || 0) + 1;
    const last = candles[candles.length - 1];
    if (last && last.t === k.t) candles[candles.length - 1] = k;
    else if (!last || last.t < k.t) candles.push(k);
    if (candles.length > 2 * shown) candles = candles.slice(-shown);
    draw();
  };
  opened.onclose = () => { if (mine === turn) setTimeout(() => {
    if (mine === turn) changeFeed();
  }, 1000); };
}
async function refresh(mine, symbol, interval) {
  try {
    const api = { usdm: "fapi/v1", coinm: "dapi/v1" }[state.venue] || "api/v3";
    const answer = await fetch(`/control/${api}/klines?symbol=${encodeURIComponent(symbol)}`
      + `&interval=${interval}&limit=${shown}`);
    const rows = await answer.json();
    if (mine !== turn || !Array.isArray(rows)) return;
    candles = rows.map(r => ({ t: r[0], o: r[1], h: r[2], l: r[3], c: r[4] }));
    draw();
  } catch { /* the state says that the server does not answer */ }
}
$("symbol").onchange = $("interval").onchange = changeFeed;
let wasSeeking = false;
async function tick() {
  await ask("state", "GET");
  // What was asked for on the way is of the way.
  if (wasSeeking && state && !state.isSeeking) changeFeed();
  wasSeeking = state?.isSeeking ?? false;
  if (state && !socket && turn === 0) changeFeed();
  setTimeout(tick, 500);
}
tick();

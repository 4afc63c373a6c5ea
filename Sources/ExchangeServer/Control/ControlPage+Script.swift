/// What the page does. Three parts: the controls, the chart, and the feed that both draw from.
extension ControlPage {
  /// The state comes twice a second; buttons ask for a change and show the state that it led to.
  static let controls = """
    const $ = id => document.getElementById(id);
    const root = document.documentElement.dataset;
    let state = null, dragging = false;
    const utc = ms => new Date(ms).toISOString().replace("T", " ").replace("Z", "");
    function show(next) {
      const isElsewhere = state !== null && state.seeks !== next.seeks;
      state = next;
      root.head = next.headMs;
      $("head").textContent = utc(next.headMs);
      $("head").dateTime = new Date(next.headMs).toISOString();
      const canSeek = next.firstMs !== null;
      $("seek").disabled = !canSeek;
      $("first").textContent = canSeek ? utc(next.firstMs) : "a generated market has no end";
      $("last").textContent = canSeek ? utc(next.lastMs) : "";
      if (canSeek && !dragging) {
        $("seek").max = next.lastMs - next.firstMs;
        $("seek").step = Math.max(1, Math.round((next.lastMs - next.firstMs) / 600));
        $("seek").value = next.headMs - next.firstMs;
        $("seek").setAttribute("aria-valuetext", utc(next.headMs));
      }
      $("pause").textContent = next.isPaused ? "Resume" : "Pause";
      $("pause").setAttribute("aria-pressed", next.isPaused);
      $("step").disabled = $("frame").disabled = !next.isPaused;
      if (![...$("speed").options].some(o => o.value === next.speed))
        $("speed").add(new Option(next.speed, next.speed));
      if (document.activeElement !== $("speed")) $("speed").value = next.speed;
      if ($("symbol").options.length === 0)
        for (const name of next.symbols) $("symbol").add(new Option(name, name));
      const what = next.isSeeking ? "seeking" : next.isOver ? "the recording is over"
        : next.isPaused ? "paused" : next.waitsForClient ? "waits for a client" : "playing";
      $("status").textContent = `${what} · ${next.frames} frames sent · ${next.faults} faults`;
      showClients(next);
      if (isElsewhere) changeFeed();
    }
    function showClients(next) {
      const rows = next.clients.map(client => {
        const row = document.createElement("tr");
        const more = client.streamCount - client.streams.length;
        for (const text of [client.number,
          client.streams.join(" ") + (more > 0 ? ` and ${more} more` : ""),
          client.unreadBytes + " B"]) row.insertCell().textContent = text;
        return row;
      });
      $("clients").tBodies[0].replaceChildren(...rows);
      $("clients").hidden = rows.length === 0;
      $("none").textContent = rows.length === 0 ? "none"
        : next.clientCount > rows.length ? `${next.clientCount}, of which the first:` : "";
      root.clients = next.clientCount;
    }
    async function ask(control, method = "POST") {
      try {
        const answer = await fetch("/control/" + control, { method });
        const body = await answer.json();
        if (answer.ok) show(body); else $("status").textContent = body.error;
      } catch { $("status").textContent = "the server does not answer"; }
    }
    const togglePause = () => ask(state?.isPaused ? "resume" : "pause");
    $("pause").onclick = togglePause;
    $("step").onclick = () => ask("step?ms=1000");
    $("frame").onclick = () => ask("step?frames=1");
    $("speed").onchange = () => ask("speed?value=" + encodeURIComponent($("speed").value));
    $("seek").oninput = () => {
      dragging = true;
      $("head").textContent = utc(state.firstMs + Number($("seek").value));
    };
    $("seek").onchange = () => {
      dragging = false;
      ask("seek?to=" + Math.round(state.firstMs + Number($("seek").value)));
    };
    addEventListener("keydown", event => {
      if (event.target !== document.body || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === " ") togglePause(); else if (event.key === ".") ask("step?ms=1000");
      else return;
      event.preventDefault();
    });
    """

  /// Candles as wide as fit, prices at the right.
  static let chart = """
    let candles = [];
    const shown = 120;
    function draw() {
      const canvas = $("chart"), scale = devicePixelRatio || 1;
      const width = canvas.clientWidth, height = canvas.clientHeight;
      canvas.width = width * scale;
      canvas.height = height * scale;
      const ctx = canvas.getContext("2d"), css = getComputedStyle(document.documentElement);
      ctx.scale(scale, scale);
      const margin = 84, slot = Math.max(4, (width - margin) / shown);
      const rows = candles.slice(-Math.floor((width - margin) / slot));
      root.drawn = rows.length;
      if (rows.length === 0) {
        canvas.setAttribute("aria-label", "no candles yet");
        return;
      }
      const top = Math.max(...rows.map(c => +c.h)), bottom = Math.min(...rows.map(c => +c.l));
      const y = price => 12 + (height - 24) * (top === bottom ? 0.5 : (top - price) / (top - bottom));
      const ink = css.color, decimals = (rows[0].c.split(".")[1] || "").replace(/0+$/, "").length;
      ctx.font = "12px system-ui, sans-serif";
      ctx.textBaseline = "middle";
      for (let i = 0; i <= 4; i++) {
        const price = bottom + (top - bottom) * i / 4;
        ctx.fillStyle = ink;
        ctx.globalAlpha = 0.15;
        ctx.fillRect(0, y(price), width - margin + 4, 1);
        ctx.globalAlpha = 0.8;
        ctx.fillText(price.toFixed(Math.max(decimals, 2)), width - margin + 8, y(price));
      }
      ctx.globalAlpha = 1;
      rows.forEach((c, i) => {
        const x = i * slot + slot / 2, up = +c.c >= +c.o;
        ctx.fillStyle = css.getPropertyValue(up ? "--up" : "--down");
        ctx.fillRect(x - 0.5, y(+c.h), 1, Math.max(1, y(+c.l) - y(+c.h)));
        ctx.fillRect(x - slot * 0.35, y(Math.max(+c.o, +c.c)), slot * 0.7,
          Math.max(1, Math.abs(y(+c.o) - y(+c.c))));
      });
      const last = rows[rows.length - 1];
      $("price").textContent = `${last.c} · ${utc(last.t).slice(0, 19)}`;
      canvas.setAttribute("aria-label",
        `${rows.length} candles of ${$("interval").value}, the last ${last.o} to ${last.c}`);
    }
    addEventListener("resize", draw);
    """

  /// What was, from REST; what comes, from the same stream as every client's.
  static let feed = """
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
    """
}

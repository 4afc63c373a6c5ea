const unpack = ({ name, stepMs, unitMs, decimals, sourceCount, bars: packed, fills }) => {
  const scale = 10 ** -decimals, bars = [], opens = page.sums(packed.t);
  let close = 0;
  for (let i = 0; i < opens.length; i += 1) {
    const open = close + packed.jump[i];
    close = open + packed.body[i];
    bars.push([opens[i] * unitMs, open * scale, (Math.max(open, close) + packed.up[i]) * scale,
      (Math.min(open, close) - packed.down[i]) * scale, close * scale, packed.volume[i]]);
  }
  const numbers = page.sums(fills.number), times = page.sums(fills.t);
  return { name, stepMs, decimals, sourceCount, bars, starts: bars.map(bar => bar[0]), times,
    fills: times.map((ms, i) => ({ ms, number: numbers[i], price: Math.abs(fills.price[i]),
      isBuy: fills.price[i] > 0 })) };
};
let symbol;
const names = data.symbols.map(one => one.name);
const choose = number => {
  symbol = unpack(data.symbols[number]);
  const { bars, sourceCount, stepMs } = symbol;
  let note = symbol.name + ": " + page.number(bars.length, 0) + " candles of " + page.span(stepMs);
  if (bars.length < sourceCount) note += ", put together from " + page.number(sourceCount, 0);
  if (trips.length < data.tripCount) {
    note += "; the first " + page.number(trips.length, 0) + " of "
      + page.number(data.tripCount, 0) + " round trips";
  }
  byId("candles-note").textContent = note + ".";
};
if (names.length) choose(0);
const select = byId("symbol");
select?.addEventListener("change", () => { choose(Number(select.value)); page.repaint(); });
const chooseName = name => {
  const number = names.indexOf(name);
  if (number < 0 || names[number] === symbol.name) return number >= 0;
  if (select) select.value = number;
  choose(number);
  return true;
};
// So many candles as one where they would be thinner than three pixels.
const merged = (first, end, size) => {
  const out = [], { bars, stepMs } = symbol;
  for (let i = first - first % size; i < end; i += size) {
    const last = Math.min(i + size, bars.length) - 1;
    const bar = [bars[i][0], bars[i][1], -Infinity, Infinity, bars[last][4], 0,
      bars[last][0] + stepMs];
    for (let at = i; at <= last; at += 1) {
      bar[2] = Math.max(bar[2], bars[at][2]);
      bar[3] = Math.min(bar[3], bars[at][3]);
      bar[5] += bars[at][5];
    }
    out.push(bar);
  }
  return out;
};
const drawCandle = (ctx, [from, open, top, bottom, close, , to], x, y) => {
  const left = x(from), right = x(to), middle = Math.round((left + right) / 2) + 0.5;
  const body = Math.max(1, (right - left) * 0.7);
  ctx.strokeStyle = ctx.fillStyle = page.colour(close >= open ? "rise" : "sink");
  ctx.beginPath(); ctx.moveTo(middle, y(top)); ctx.lineTo(middle, y(bottom)); ctx.stroke();
  const upper = y(Math.max(open, close)), height = Math.max(1, y(Math.min(open, close)) - upper);
  if (body >= 4 && close >= open) {
    ctx.fillStyle = page.colour("card");
    ctx.fillRect(middle - body / 2, upper, body, height);
    ctx.strokeRect(middle - body / 2, upper, body, height);
  } else {
    ctx.fillRect(middle - body / 2, upper, body, height);
  }
};
const drawVolume = ({ ctx, x, height }, bars) => {
  const most = bars.reduce((most, bar) => Math.max(most, bar[5]), 0);
  if (!most) return;
  ctx.fillStyle = page.colour("volume");
  for (const bar of bars) {
    const share = bar[5] / most * height * 0.16;
    ctx.fillRect(x(bar[0]), height - share, Math.max(1, (x(bar[6]) - x(bar[0])) * 0.8), share);
  }
};
// Stretches that the recording lacks or doubts, as stripes behind the candles.
const drawMarks = ({ ctx, x, height, view }) => {
  for (const mark of (data.marks || [])) {
    if (mark.symbol !== symbol.name || mark.to < view.from || mark.from > view.to) continue;
    ctx.fillStyle = page.colour(mark.kind === "differs" ? "fall" : "doubt");
    const left = x(mark.from);
    ctx.fillRect(left, 0, Math.max(3, x(mark.to) - left), height);
  }
};
const list = byId("candles-list");
let inView = [];
const writeList = () => {
  if (!list.open) return;
  const price = value => page.number(value, symbol.decimals);
  list.querySelector("tbody").replaceChildren(...inView.map(bar => {
    const row = document.createElement("tr");
    for (const text of [page.minute(bar[0]), ...bar.slice(1, 5).map(price), page.money(bar[5])]) {
      row.insertCell().append(text);
    }
    return row;
  }));
};
list.addEventListener("toggle", writeList);
page.chart("candles-chart", plot => {
  if (!symbol || !symbol.bars.length) return 0;
  const { ctx, width, x, view, scale, clip } = plot, { starts, stepMs } = symbol;
  const first = Math.max(0, page.after(starts, view.from - stepMs + 1));
  const end = page.after(starts, view.to);
  const bars = merged(first, end, Math.max(1, Math.ceil((end - first) * 3 / width)));
  inView = bars;
  writeList();
  let low = Infinity, high = -Infinity;
  for (const bar of bars) { low = Math.min(low, bar[3]); high = Math.max(high, bar[2]); }
  if (low > high) return 0;
  // Room for the volume below and the counts of trades above.
  const room = (high - low) / 5, isLog = view.isLog && low > room;
  const y = plot.y = scale(low - room, high + room / 1.6, page.number, isLog);
  clip();
  drawMarks(plot);
  drawVolume(plot, bars);
  ctx.lineWidth = 1;
  for (const bar of bars) drawCandle(ctx, bar, x, y);
  drawOverlays(plot);
  return bars.length + drawTrades(plot);
}, (ms, py) => {
  if (!symbol || !symbol.bars.length) return "";
  const found = tradeAt(ms, py);
  if (found) return found;
  const bar = symbol.bars[Math.max(0, page.after(symbol.starts, ms + 1) - 1)];
  const price = value => page.number(value, symbol.decimals);
  const doubts = (data.marks || []).filter(mark =>
    mark.symbol === symbol.name && mark.from <= ms && ms < mark.to).map(mark => mark.text);
  return ["open " + price(bar[1]) + ", high " + price(bar[2]) + ", low " + price(bar[3])
    + ", close " + price(bar[4]) + (bar[5] ? ", volume " + page.money(bar[5]) : ""),
  ...overlaysAt(ms), ...doubts].join("; ");
}, { press: (px, py) => press(px, py), keys: tradeKeys() });

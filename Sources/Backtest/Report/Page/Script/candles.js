const unpack = symbol => {
  const scale = 10 ** -symbol.decimals, bars = [], fills = [];
  let t = 0, close = 0;
  for (let i = 0; i < symbol.bars.length; i += 5) {
    const [dt, jump, body, up, down] = symbol.bars.slice(i, i + 5);
    t += dt;
    const open = close + jump;
    close = open + body;
    bars.push([t * symbol.unitMs, open * scale, (Math.max(open, close) + up) * scale,
      (Math.min(open, close) - down) * scale, close * scale]);
  }
  let number = 0, ms = 0;
  for (let i = 0; i < symbol.fills.length; i += 3) {
    number += symbol.fills[i]; ms += symbol.fills[i + 1];
    const price = symbol.fills[i + 2];
    fills.push([ms, Math.abs(price), price > 0, number]);
  }
  return { name: symbol.name, stepMs: symbol.stepMs, decimals: symbol.decimals,
    sourceCount: symbol.sourceCount, bars, fills };
};
const after = (list, ms) => {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle][0] < ms) low = middle + 1; else high = middle;
  }
  return low;
};
const words = ms => [[86400000, "d"], [3600000, "h"], [60000, "m"], [1000, "s"]]
  .filter(([unit]) => ms % unit === 0).map(([unit, name]) => ms / unit + name)[0] || ms + " ms";
let symbol;
const choose = number => {
  symbol = unpack(data.symbols[number]);
  const { bars, sourceCount, stepMs } = symbol;
  let note = symbol.name + ": " + bars.length + " candles of " + words(stepMs);
  if (bars.length < sourceCount) note += ", put together from " + sourceCount;
  if (data.fillCount > data.fillsMax) {
    note += "; the first " + data.fillsMax + " of " + data.fillCount + " fills";
  }
  document.getElementById("candles-note").textContent = note + ".";
};
if (data.symbols.length) choose(0);
const select = document.getElementById("symbol");
if (select) {
  select.addEventListener("change", () => { choose(Number(select.value)); page.repaint(); });
}
const merged = (first, end, size) => {
  const out = [];
  for (let i = first - first % size; i < end; i += size) {
    const part = symbol.bars.slice(i, Math.min(i + size, end));
    if (!part.length) continue;
    const bar = [part[0][0], part[0][1], -Infinity, Infinity, part[part.length - 1][4],
      part[part.length - 1][0] + symbol.stepMs];
    for (const one of part) {
      bar[2] = Math.max(bar[2], one[2]); bar[3] = Math.min(bar[3], one[3]);
    }
    out.push(bar);
  }
  return out;
};
const triangle = (ctx, x, y, isBuy) => {
  const way = isBuy ? 1 : -1;
  ctx.beginPath();
  ctx.moveTo(x, y); ctx.lineTo(x - 6, y + 11 * way); ctx.lineTo(x + 6, y + 11 * way);
  ctx.closePath();
  ctx.fillStyle = page.colour(isBuy ? "up" : "down");
  ctx.fill();
  ctx.strokeStyle = page.colour("ink");
  ctx.lineWidth = 1.2;
  ctx.stroke();
};
page.chart("candles-chart", ({ ctx, width, x, view, scale, clip }) => {
  if (!symbol || !symbol.bars.length) return 0;
  const first = Math.max(0, after(symbol.bars, view.from - symbol.stepMs));
  const end = after(symbol.bars, view.to);
  const size = Math.max(1, Math.ceil((end - first) * 3 / width));
  const bars = merged(first, end, size);
  let low = Infinity, high = -Infinity;
  for (const bar of bars) { low = Math.min(low, bar[3]); high = Math.max(high, bar[2]); }
  const fills = symbol.fills.slice(after(symbol.fills, view.from),
    after(symbol.fills, view.to));
  for (const fill of fills) { low = Math.min(low, fill[1]); high = Math.max(high, fill[1]); }
  if (low > high) return 0;
  const margin = (high - low) * 0.04;
  const y = scale(low - margin, high + margin, (value, decimals) => value.toFixed(decimals));
  clip();
  for (const [from, open, top, bottom, close, to] of bars) {
    const left = x(from), right = x(to), middle = Math.round((left + right) / 2) + 0.5;
    const body = Math.max(1, (right - left) * 0.7);
    ctx.strokeStyle = ctx.fillStyle = page.colour(close >= open ? "up" : "down");
    ctx.lineWidth = 1;
    ctx.globalAlpha = 0.75;
    ctx.beginPath(); ctx.moveTo(middle, y(top)); ctx.lineTo(middle, y(bottom)); ctx.stroke();
    const upper = y(Math.max(open, close)), lower = y(Math.min(open, close));
    if (body < 4 || close < open) {
      ctx.fillRect(middle - body / 2, upper, body, Math.max(1, lower - upper));
    } else {
      ctx.fillStyle = page.colour("card");
      ctx.fillRect(middle - body / 2, upper, body, Math.max(1, lower - upper));
      ctx.strokeRect(middle - body / 2, upper, body, Math.max(1, lower - upper));
    }
  }
  ctx.globalAlpha = 1;
  // Where fills stand denser than triangles are wide, small ticks leave the candles in sight.
  const isDense = fills.length * 8 > width;
  for (const [ms, price, isBuy] of fills) {
    if (!isDense) { triangle(ctx, x(ms), y(price), isBuy); continue; }
    ctx.fillStyle = page.colour("ink");
    ctx.globalAlpha = 0.5;
    ctx.fillRect(x(ms) - 0.5, y(price) + (isBuy ? 2 : -7), 1, 5);
  }
  return bars.length + fills.length;
}, ms => {
  if (!symbol || !symbol.bars.length) return "";
  const bar = symbol.bars[Math.max(0, after(symbol.bars, ms + 1) - 1)];
  const price = value => value.toFixed(symbol.decimals);
  let text = "open " + price(bar[1]) + ", high " + price(bar[2]) + ", low " + price(bar[3])
    + ", close " + price(bar[4]);
  const from = after(symbol.fills, bar[0]), to = after(symbol.fills, bar[0] + symbol.stepMs);
  const fills = symbol.fills.slice(from, Math.min(to, from + 3)).map(
    ([, at, isBuy, number]) => "fill " + number + ": " + (isBuy ? "bought" : "sold") + " at "
      + price(at));
  if (to > from + 3) fills.push("and " + (to - from - 3) + " more");
  return [text, ...fills].join("; ");
});

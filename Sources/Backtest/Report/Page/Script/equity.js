const times = data.t;
const after = ms => {
  let low = 0, high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < ms) low = middle + 1; else high = middle;
  }
  return low;
};
const inView = view => [Math.max(0, after(view.from) - 1),
  Math.min(times.length, after(view.to) + 1)];
const commas = (value, decimals) => value.toLocaleString("en-US",
  { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
page.chart("equity-chart", ({ ctx, x, view, scale, clip }) => {
  const [first, end] = inView(view);
  let low = Infinity, high = -Infinity;
  for (let i = first; i < end; i += 1) {
    low = Math.min(low, data.low[i]); high = Math.max(high, data.high[i]);
  }
  if (first === 0) { low = Math.min(low, data.start); high = Math.max(high, data.start); }
  if (low > high) return 0;
  const y = scale(low, high, commas);
  clip();
  ctx.setLineDash([4, 4]);
  ctx.strokeStyle = page.colour("soft");
  ctx.beginPath(); ctx.moveTo(0, y(data.start)); ctx.lineTo(x(view.to), y(data.start));
  ctx.stroke(); ctx.setLineDash([]);
  ctx.fillStyle = page.colour("band");
  ctx.beginPath();
  for (let i = first; i < end; i += 1) ctx.lineTo(x(times[i]), y(data.high[i]));
  for (let i = end - 1; i >= first; i -= 1) ctx.lineTo(x(times[i]), y(data.low[i]));
  ctx.fill();
  ctx.strokeStyle = page.colour("up");
  ctx.lineWidth = 1.6; ctx.lineJoin = "round";
  ctx.beginPath();
  if (first === 0) ctx.moveTo(x(data.startMs), y(data.start));
  for (let i = first; i < end; i += 1) ctx.lineTo(x(times[i]), y(data.last[i]));
  ctx.stroke();
  return end - first;
}, ms => {
  const i = Math.min(after(ms), times.length - 1);
  return i < 0 ? "" : "equity " + commas(data.last[i], 2);
});
page.chart("drawdown-chart", ({ ctx, x, view, scale, clip }) => {
  const [first, end] = inView(view);
  if (first >= end) return 0;
  let deepest = 0;
  for (let i = first; i < end; i += 1) deepest = Math.max(deepest, data.fall[i]);
  const y = scale(-(deepest || 0.01) * 100, 0, (value, decimals) =>
    (value === 0 ? "0" : value.toFixed(decimals)) + " %");
  clip();
  ctx.beginPath();
  ctx.moveTo(x(first ? times[first] : data.startMs), y(0));
  for (let i = first; i < end; i += 1) ctx.lineTo(x(times[i]), y(-data.fall[i] * 100));
  ctx.lineTo(x(times[end - 1]), y(0));
  ctx.fillStyle = page.colour("fall");
  ctx.fill();
  ctx.strokeStyle = page.colour("down");
  ctx.lineWidth = 1.2;
  ctx.stroke();
  return end - first;
}, ms => {
  const i = Math.min(after(ms), times.length - 1);
  return i < 0 ? "" : "−" + (data.fall[i] * 100).toFixed(2) + " %";
});

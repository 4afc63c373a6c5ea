const times = page.sums(data.t);
const inView = view => [Math.max(0, page.after(times, view.from) - 1),
  Math.min(times.length, page.after(times, view.to) + 1)];
const line = ({ ctx, x }, values, y, [first, end]) => {
  ctx.lineJoin = "round";
  ctx.beginPath();
  if (first === 0) ctx.moveTo(x(data.startMs), y(data.start));
  for (let i = first; i < end; i += 1) {
    if (values[i] !== null) ctx.lineTo(x(times[i]), y(values[i]));
  }
  ctx.stroke();
};
const at = ms => Math.min(page.after(times, ms), times.length - 1);
const hold = data.hold.some(value => value !== null) ? data.hold : null;
page.chart("equity-chart", plot => {
  const { ctx, x, view, scale, clip } = plot, range = inView(view), [first, end] = range;
  let low = Infinity, high = -Infinity;
  const take = value => { low = Math.min(low, value); high = Math.max(high, value); };
  for (let i = first; i < end; i += 1) {
    take(data.low[i]); take(data.high[i]);
    if (hold && hold[i] !== null) take(hold[i]);
  }
  if (first === 0) take(data.start);
  if (low > high) return 0;
  const y = scale(low, high, page.number, view.isLog);
  clip();
  ctx.strokeStyle = page.colour("soft");
  ctx.lineWidth = 1;
  for (const edge of data.edges) {
    ctx.globalAlpha = 0.5;
    ctx.beginPath(); ctx.moveTo(x(edge), 0); ctx.lineTo(x(edge), plot.height); ctx.stroke();
  }
  ctx.globalAlpha = 1;
  ctx.setLineDash([2, 4]);
  ctx.beginPath(); ctx.moveTo(0, y(data.start)); ctx.lineTo(x(view.to), y(data.start)); ctx.stroke();
  if (hold) {
    ctx.lineWidth = 1.4;
    ctx.setLineDash([6, 3]);
    line(plot, hold, y, range);
  }
  ctx.setLineDash([]);
  ctx.fillStyle = page.colour("band");
  ctx.beginPath();
  for (let i = first; i < end; i += 1) ctx.lineTo(x(times[i]), y(data.high[i]));
  for (let i = end - 1; i >= first; i -= 1) ctx.lineTo(x(times[i]), y(data.low[i]));
  ctx.fill();
  ctx.strokeStyle = page.colour("up");
  ctx.lineWidth = 1.8;
  line(plot, data.last, y, range);
  return end - first;
}, ms => {
  const i = at(ms);
  if (i < 0) return "";
  const held = hold && hold[i] !== null ? ", " + data.holdName + " " + page.money(hold[i]) : "";
  return "equity " + page.money(data.last[i]) + held + ", below its peak by "
    + page.percent(data.fall[i]);
});
page.chart("drawdown-chart", ({ ctx, x, view, scale, clip }) => {
  const [first, end] = inView(view);
  if (first >= end) return 0;
  let deepest = 0;
  for (let i = first; i < end; i += 1) deepest = Math.max(deepest, data.fall[i]);
  const y = scale(-(deepest || 0.01) * 100, 0, (value, decimals) =>
    (value === 0 ? "0" : page.number(value, decimals)) + " %");
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
  const i = at(ms);
  return i < 0 ? "" : "below its peak by " + page.percent(data.fall[i]);
});

const DAY_MS = 86400000;
const days = page.sums(data.day), changes = data.change;
page.chart("days-chart", ({ ctx, x, view, scale, clip }) => {
  const first = Math.max(0, page.after(days, view.from / DAY_MS - 1));
  const end = page.after(days, view.to / DAY_MS);
  if (first >= end) return 0;
  let low = 0, high = 0;
  for (let i = first; i < end; i += 1) {
    low = Math.min(low, changes[i]); high = Math.max(high, changes[i]);
  }
  const y = scale(low * 100, high * 100, (value, decimals) => page.number(value, decimals) + " %");
  clip();
  for (let i = first; i < end; i += 1) {
    if (changes[i] === null) continue;
    const left = x(days[i] * DAY_MS), width = Math.max(1, (x((days[i] + 1) * DAY_MS) - left) * 0.8);
    const top = y(Math.max(0, changes[i] * 100)), bottom = y(Math.min(0, changes[i] * 100));
    ctx.fillStyle = page.colour(changes[i] < 0 ? "down" : "up");
    ctx.fillRect(left, top, width, Math.max(1, bottom - top));
  }
  return end - first;
}, ms => {
  const i = days.indexOf(Math.floor(ms / DAY_MS));
  return i >= 0 && changes[i] !== null ? "the day returned " + page.percent(changes[i], true) : "";
});
const rolling = (id, values, text) => {
  if (!byId(id)) return;
  page.chart(id, ({ ctx, x, view, scale, clip }) => {
    const first = Math.max(0, page.after(days, view.from / DAY_MS - 1));
    const end = page.after(days, view.to / DAY_MS);
    let low = 0, high = 0;
    for (let i = first; i < end; i += 1) {
      low = Math.min(low, values[i]); high = Math.max(high, values[i]);
    }
    const y = scale(low, high, text);
    clip();
    ctx.strokeStyle = page.colour("soft");
    ctx.beginPath(); ctx.moveTo(0, y(0)); ctx.lineTo(x(view.to), y(0)); ctx.stroke();
    ctx.strokeStyle = page.colour("up");
    ctx.lineWidth = 1.6;
    ctx.beginPath();
    for (let i = first; i < end; i += 1) {
      if (values[i] !== null) ctx.lineTo(x((days[i] + 1) * DAY_MS), y(values[i]));
    }
    ctx.stroke();
    return end - first;
  }, ms => {
    const value = values[days.indexOf(Math.floor(ms / DAY_MS))];
    return value === undefined || value === null ? "" : "the 30 days up to it: " + text(value, 2);
  });
};
rolling("sharpe-chart", data.sharpe, (value, decimals) => page.number(value, decimals));
rolling("volatility-chart", data.volatility,
  (value, decimals) => page.number(value * 100, Math.max(0, decimals - 2)) + " %");

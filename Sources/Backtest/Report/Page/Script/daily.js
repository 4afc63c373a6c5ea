const DAY_MS = 86400000;
page.chart("daily-chart", ({ ctx, x, view, scale, clip }) => {
  const days = data.filter(([day]) =>
    (day + 1) * DAY_MS > view.from && day * DAY_MS < view.to);
  if (!days.length) return 0;
  let low = 0, high = 0;
  for (const [, change] of days) { low = Math.min(low, change); high = Math.max(high, change); }
  const y = scale(low * 100, high * 100, (value, decimals) => value.toFixed(decimals) + " %");
  clip();
  for (const [day, change] of days) {
    if (change === null) continue;
    const left = x(day * DAY_MS), width = Math.max(1, (x((day + 1) * DAY_MS) - left) * 0.8);
    const top = y(Math.max(0, change * 100)), bottom = y(Math.min(0, change * 100));
    ctx.fillStyle = page.colour(change < 0 ? "down" : "up");
    ctx.fillRect(left, top, width, Math.max(1, bottom - top));
  }
  return days.length;
}, ms => {
  const day = data.find(([number]) => number === Math.floor(ms / DAY_MS));
  return day && day[1] !== null ? "the day returned " + (day[1] * 100).toFixed(2) + " %" : "";
});

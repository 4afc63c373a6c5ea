// What the strategy plotted: over the candles where the values are prices, else in a chart below.
const lines = data.plots.map(({ name, t, value }, index) => {
  const sorted = [...value].sort((a, b) => a - b);
  return { name, times: page.sums(t), values: value, middle: sorted[sorted.length >> 1],
    colour: "line" + index % 6, dash: [[], [7, 3], [2, 3]][Math.floor(index / 2) % 3] };
});
const isPrice = line => symbol && symbol.bars.length && symbol.bars.some(bar =>
  line.middle >= bar[3] * 0.5 && line.middle <= bar[2] * 2);
const drawLine = ({ ctx, x, y, view }, { times, values, colour, dash }) => {
  const first = Math.max(0, page.after(times, view.from) - 1);
  const end = Math.min(times.length, page.after(times, view.to) + 1);
  ctx.strokeStyle = page.colour(colour);
  ctx.lineWidth = 1.5;
  ctx.setLineDash(dash);
  ctx.beginPath();
  for (let i = first; i < end; i += 1) ctx.lineTo(x(times[i]), y(values[i]));
  ctx.stroke();
  ctx.setLineDash([]);
};
const valuesAt = (found, ms) => found.flatMap(line => {
  const at = page.after(line.times, ms + 1) - 1;
  return at < 0 ? [] : [line.name + " " + page.money(line.values[at])];
});
const overlays = () => lines.filter(isPrice);
const drawOverlays = plot => { for (const line of overlays()) drawLine(plot, line); };
const overlaysAt = ms => valuesAt(overlays(), ms);
const legend = byId("plots-legend");
for (const line of lines) {
  const item = document.createElement("span"), swatch = document.createElement("i");
  swatch.style.borderTopColor = "var(--" + line.colour + ")";
  swatch.style.borderTopStyle = ["solid", "dashed", "dotted"][[0, 7, 2].indexOf(line.dash[0] || 0)];
  item.append(swatch, line.name);
  legend.append(item);
}
if (lines.length) {
  page.chart("plots-chart", plot => {
    const { view, scale, clip } = plot, below = lines.filter(line => !isPrice(line));
    byId("plots-chart").closest("figure").hidden = !below.length;
    let low = Infinity, high = -Infinity;
    for (const { times, values } of below) {
      const end = page.after(times, view.to);
      for (let i = page.after(times, view.from); i < end; i += 1) {
        low = Math.min(low, values[i]); high = Math.max(high, values[i]);
      }
    }
    if (low > high) return 0;
    plot.y = scale(low, high, page.number);
    clip();
    for (const line of below) drawLine(plot, line);
    return below.length;
  }, ms => valuesAt(lines.filter(line => !isPrice(line)), ms).join(", "));
}

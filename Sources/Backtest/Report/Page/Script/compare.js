const dashes = [[], [8, 3], [2, 3], [10, 3, 2, 3]];
const runs = data.map(({ t, worth }, index) => ({ times: t, worth, name: "run " + (index + 1),
  colour: index ? "line" + (index - 1) % 6 : "up", dash: dashes[index % 4] }));
for (const { name, colour, dash } of runs) {
  const item = document.createElement("span"), swatch = document.createElement("i");
  swatch.style.borderTop = "3px " + (dash.length ? dash[0] > 2 ? "dashed" : "dotted" : "solid")
    + " var(--" + colour + ")";
  item.append(swatch, name);
  byId("runs-legend").append(item);
}
page.chart("runs-chart", ({ ctx, x, view, scale, clip }) => {
  let low = Infinity, high = -Infinity;
  const parts = runs.map(({ times, worth }) => {
    const first = Math.max(0, page.after(times, view.from) - 1);
    const end = Math.min(times.length, page.after(times, view.to) + 1);
    for (let i = first; i < end; i += 1) {
      low = Math.min(low, worth[i]); high = Math.max(high, worth[i]);
    }
    return [first, end];
  });
  if (low > high) return 0;
  const y = scale(low, high, page.number, view.isLog);
  clip();
  ctx.lineWidth = 1.8;
  runs.forEach(({ times, worth, colour, dash }, index) => {
    ctx.strokeStyle = page.colour(colour);
    ctx.setLineDash(dash);
    ctx.beginPath();
    for (let i = parts[index][0]; i < parts[index][1]; i += 1) ctx.lineTo(x(times[i]), y(worth[i]));
    ctx.stroke();
  });
  ctx.setLineDash([]);
  return runs.length;
}, ms => runs.flatMap(({ times, worth, name }) => {
  const at = page.after(times, ms + 1) - 1;
  return at < 0 ? [] : [name + " " + page.money(worth[at])];
}).join(", "));

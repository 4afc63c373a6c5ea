// A canvas at the screen's own resolution; `paint(ctx, width, height)` draws and says how much.
const surface = (id, paint) => {
  const canvas = byId(id), ctx = canvas.getContext("2d");
  const chart = { canvas, isVisible: true, isStale: false };
  chart.paint = () => {
    const ratio = devicePixelRatio || 1;
    const width = canvas.clientWidth, height = canvas.clientHeight;
    chart.isStale = false;
    if (!width) return;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.font = "12px system-ui, sans-serif";
    ctx.textBaseline = "middle";
    canvas.dataset.drawn = paint(ctx, width, height);
  };
  charts.push(chart);
  new ResizeObserver(chart.paint).observe(canvas);
  new IntersectionObserver(([{ isIntersecting }]) => {
    chart.isVisible = isIntersecting;
    if (isIntersecting && chart.isStale) chart.paint();
  }, { rootMargin: "200px" }).observe(canvas);
  return chart;
};
const sideOf = width => width < 500 ? 62 : 76;
page.chart = (id, paint, readAt, more = {}) => {
  const output = byId(id + "-text");
  const x = ms => (ms - view.from) / (view.to - view.from) * chart.width;
  const chart = surface(id, (ctx, fullWidth, fullHeight) => {
    const hasAxis = chart.canvas.dataset.axis !== "none";
    const width = chart.width = fullWidth - sideOf(fullWidth);
    const height = fullHeight - (hasAxis ? 22 : 0);
    ctx.strokeStyle = page.colour("line");
    ctx.fillStyle = page.colour("soft");
    ctx.textAlign = "center";
    for (const [ms, label] of timeMarks(view.from, view.to, width)) {
      const px = Math.round(x(ms)) + 0.5;
      ctx.beginPath(); ctx.moveTo(px, 0); ctx.lineTo(px, height); ctx.stroke();
      if (hasAxis && px >= 24 && px <= width - 24) ctx.fillText(label, px, fullHeight - 11);
    }
    ctx.save();
    const plot = { ctx, width, height, x, view, scale: valueAxis(ctx, width, height) };
    plot.clip = () => { ctx.beginPath(); ctx.rect(0, 0, width, height); ctx.clip(); };
    const count = paint(plot);
    ctx.restore();
    if (chart.at !== null) {
      ctx.strokeStyle = page.colour("soft");
      ctx.setLineDash([3, 3]);
      ctx.beginPath(); ctx.moveTo(x(chart.at), 0); ctx.lineTo(x(chart.at), height); ctx.stroke();
      ctx.setLineDash([]);
    }
    output.value = chart.at === null
      ? page.minute(view.from) + " to " + page.minute(view.to) + " UTC"
      : page.minute(chart.at) + " UTC: " + readAt(chart.at, chart.y);
    return count;
  });
  Object.assign(chart, more, { output, at: null, y: null, width: 0 });
  chart.time = px => view.from + px / chart.width * (view.to - view.from);
  listen(chart);
};
// A chart over something else than time: `paint(ctx, width, height, scale)`, with room for a line of
// words at its foot.
page.picture = (id, paint) => {
  surface(id, (ctx, fullWidth, fullHeight) => {
    const width = fullWidth - sideOf(fullWidth), height = fullHeight - 22;
    return paint(ctx, width, height, valueAxis(ctx, width, height));
  });
};

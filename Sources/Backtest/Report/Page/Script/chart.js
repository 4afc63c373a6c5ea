const MINUTE = 60000, DAY = 1440 * MINUTE;
const timeSteps = [1, 5, 15, 30, 60, 180, 360, 720].map(n => n * MINUTE)
  .concat([1, 2, 7, 14].map(n => n * DAY));
const monthSteps = [1, 3, 6, 12, 24, 60, 120];
const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
// Where a time axis is marked, and with which words: whole months where days stand too close.
const timeMarks = (from, to, width) => {
  const marks = [], fits = ms => (to - from) / ms * 90 <= width;
  const step = timeSteps.find(fits);
  for (let ms = Math.ceil(from / step) * step; step && ms < to; ms += step) {
    const day = Number(page.day(ms).slice(8)), month = months[new Date(ms).getUTCMonth()];
    marks.push([ms, ms % DAY === 0 ? day + " " + month : page.minute(ms).slice(11)]);
  }
  if (step) return marks;
  const count = monthSteps.find(n => fits(n * 30.4 * DAY)) || 240;
  let month = new Date(from).getUTCFullYear() * 12;
  for (let ms = 0; ms < to; month += count) {
    ms = Date.UTC(Math.floor(month / 12), month % 12);
    if (ms >= from && ms < to) {
      marks.push([ms, months[month % 12] + " " + Math.floor(month / 12)]);
    }
  }
  return marks;
};
const niceStep = (range, count) => {
  const raw = range / Math.max(1, count), power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].map(n => n * power).find(step => step >= raw) || 10 * power;
};
const decimalsOf = step => Math.min(8, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
page.chart = (id, paint, readAt) => {
  const canvas = byId(id), output = byId(id + "-text"), ctx = canvas.getContext("2d");
  const chart = { canvas, output, at: null, width: 0 };
  const x = ms => (ms - view.from) / (view.to - view.from) * chart.width;
  const time = px => view.from + px / chart.width * (view.to - view.from);
  chart.time = event => time(event.clientX - canvas.getBoundingClientRect().left);
  const axis = (width, height, y0) => {
    ctx.fillStyle = page.colour("soft");
    ctx.textAlign = "center";
    for (const [ms, label] of timeMarks(view.from, view.to, width)) {
      if (x(ms) >= 24 && x(ms) <= width - 24) ctx.fillText(label, x(ms), y0);
    }
  };
  const scale = (width, height) => (low, high, text) => {
    if (!(high > low)) { const half = Math.abs(low) * 0.01 || 1; low -= half; high += half; }
    const y = value => 8 + (high - value) / (high - low) * (height - 16);
    const step = niceStep(high - low, height / 42), decimals = decimalsOf(step);
    ctx.textAlign = "left";
    ctx.lineWidth = 1;
    for (let n = Math.ceil(low / step); n * step <= high; n += 1) {
      const py = Math.round(y(n * step)) + 0.5;
      ctx.strokeStyle = page.colour("line");
      ctx.beginPath(); ctx.moveTo(0, py); ctx.lineTo(width, py); ctx.stroke();
      ctx.fillStyle = page.colour("soft");
      ctx.fillText(text(n * step, decimals), width + 6, py);
    }
    return y;
  };
  chart.paint = () => {
    const ratio = devicePixelRatio || 1;
    const fullWidth = canvas.clientWidth, fullHeight = canvas.clientHeight;
    if (!fullWidth) return;
    canvas.width = Math.round(fullWidth * ratio);
    canvas.height = Math.round(fullHeight * ratio);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.font = "12px system-ui, sans-serif";
    ctx.textBaseline = "middle";
    const width = chart.width = fullWidth - (fullWidth < 500 ? 62 : 76);
    const height = fullHeight - 22;
    axis(width, height, fullHeight - 12);
    ctx.save();
    const plot = { ctx, width, height, x, view, scale: scale(width, height) };
    plot.clip = () => { ctx.beginPath(); ctx.rect(0, 0, width, height); ctx.clip(); };
    canvas.dataset.drawn = paint(plot);
    ctx.restore();
    if (chart.at !== null) {
      ctx.strokeStyle = page.colour("soft");
      ctx.setLineDash([3, 3]);
      ctx.beginPath(); ctx.moveTo(x(chart.at), 0); ctx.lineTo(x(chart.at), height);
      ctx.stroke(); ctx.setLineDash([]);
    }
    output.value = chart.at === null
      ? page.minute(view.from) + " to " + page.minute(view.to) + " UTC"
      : page.minute(chart.at) + " UTC: " + readAt(chart.at);
  };
  listen(chart);
  charts.push(chart);
  new ResizeObserver(() => chart.paint()).observe(canvas);
};

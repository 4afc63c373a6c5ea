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
// Where a value axis is marked, with the decimals that tell the marks apart.
const valueMarks = (low, high, count, isLog) => {
  const marks = [];
  if (isLog && high / low > 4) {
    for (let power = 10 ** Math.floor(Math.log10(low)); power <= high; power *= 10) {
      for (const n of high / low > 1000 ? [1] : [1, 2, 5]) {
        if (n * power >= low && n * power <= high) marks.push([n * power, decimalsOf(power)]);
      }
    }
    return marks;
  }
  const step = niceStep(high - low, count);
  for (let n = Math.ceil(low / step); n * step <= high; n += 1) {
    marks.push([n * step + 0, decimalsOf(step)]);
  }
  return marks;
};
// Draws a value axis to the right of a plot and gives the function from a value to its height.
const valueAxis = (ctx, width, height) => (low, high, text, wantsLog = false) => {
  if (!(high > low)) { const half = Math.abs(low) * 0.01 || 1; low -= half; high += half; }
  const isLog = wantsLog && low > 0;
  const turn = isLog ? Math.log : value => value;
  const bottom = turn(low), range = turn(high) - bottom;
  const y = value => height - 8 - (turn(value) - bottom) / range * (height - 16);
  ctx.textAlign = "left";
  ctx.lineWidth = 1;
  ctx.strokeStyle = page.colour("line");
  for (const [value, decimals] of valueMarks(low, high, height / 42, isLog)) {
    const py = Math.round(y(value)) + 0.5;
    ctx.beginPath(); ctx.moveTo(0, py); ctx.lineTo(width, py); ctx.stroke();
    ctx.fillStyle = page.colour("soft");
    ctx.fillText(text(value, decimals), width + 6, py);
  }
  return y;
};

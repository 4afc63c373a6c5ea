// How the round trips are spread: counts by return and by time held, and excursions beside results.
const trips = page.trips.filter(trip => trip.netReturn !== null);
const counted = (values, edges) => {
  const counts = edges.slice(1).map(() => 0);
  for (const value of values) {
    const bin = Math.min(counts.length - 1, Math.max(0, page.after(edges, value + 1e-12) - 1));
    counts[bin] += 1;
  }
  return counts;
};
const tableOf = (id, edges, counts, text) => {
  const table = byId(id + "-table");
  edges.slice(0, -1).forEach((edge, i) => {
    const row = table.tBodies[0].insertRow();
    row.insertCell().append(text(edge) + " to " + text(edges[i + 1]));
    row.insertCell().append(page.number(counts[i], 0));
  });
};
const bars = (id, edges, counts, { text, colour }) => {
  page.picture(id, (ctx, width, height, scale) => {
    const y = scale(0, Math.max(1, ...counts), value =>
      Number.isInteger(value) ? page.number(value, 0) : "");
    const step = width / counts.length, every = Math.ceil(84 / step);
    counts.forEach((count, i) => {
      ctx.fillStyle = page.colour(colour(edges[i]));
      ctx.fillRect(i * step + 1, y(count), Math.max(1, step - 2), y(0) - y(count));
    });
    ctx.fillStyle = page.colour("soft");
    ctx.textAlign = "center";
    for (let i = every >> 1; i < counts.length; i += every) {
      if (i * step > 20) ctx.fillText(text(edges[i]), i * step, height + 11);
    }
    return counts.length;
  });
  tableOf(id, edges, counts, text);
};
const returns = trips.map(trip => Number(trip.netReturn));
if (returns.length) {
  // Whole steps on both sides of 0; what lies beyond 99 of 100 is in the first and the last.
  const sorted = [...returns].sort((a, b) => a - b), cut = Math.floor(sorted.length / 200);
  const low = Math.min(0, sorted[cut]), high = Math.max(0, sorted[sorted.length - 1 - cut]);
  const step = niceStep(high - low || 0.01, 24), edges = [];
  for (let n = Math.floor(low / step); n <= Math.ceil(high / step) || edges.length < 2; n += 1) {
    edges.push(n * step);
  }
  bars("returns-chart", edges, counted(returns, edges),
    { text: value => page.percent(value), colour: edge => edge < -step / 2 ? "down" : "up" });
  const spans = [1, 5, 15, 30, 60, 120, 240, 480, 720, 1440, 2880, 5760, 10080, 20160, 43200]
    .map(minutes => minutes * 60000);
  const held = trips.map(trip => trip.exitMs - trip.entryMs);
  const longest = held.reduce((a, b) => Math.max(a, b), 0);
  const most = spans.findIndex(ms => ms > longest);
  const lengths = [0, ...spans.slice(0, most < 0 ? undefined : most + 1)];
  if (most < 0) lengths.push(longest + 1);
  bars("held-chart", lengths, counted(held, lengths),
    { text: value => value ? page.span(value) : "0", colour: () => "accent" });
}
page.picture("excursions-chart", (ctx, width, height, scale) => {
  // Of the farthest one in two hundred lies on the edge.
  const most = values => values.sort((a, b) => a - b)[Math.floor(values.length * 0.995)] || 0;
  const far = most(trips.map(trip => Math.max(trip.adverse, trip.favourable))) || 0.01;
  const high = most(returns.map(value => Math.max(0, value)));
  const low = -most(returns.map(value => Math.max(0, -value)));
  const y = scale(low * 100, high * 100, (value, decimals) => page.number(value, decimals) + " %");
  const x = value => width / 2 + Math.max(-1, Math.min(1, value / far)) * (width / 2 - 6);
  ctx.strokeStyle = page.colour("soft");
  ctx.beginPath(); ctx.moveTo(width / 2, 0); ctx.lineTo(width / 2, height);
  ctx.moveTo(0, y(0)); ctx.lineTo(width, y(0)); ctx.stroke();
  ctx.globalAlpha = trips.length > 500 ? 0.35 : 0.7;
  for (const trip of trips) {
    const py = y(Math.max(low, Math.min(high, trip.netReturn)) * 100);
    ctx.fillStyle = page.colour("down");
    ctx.fillRect(x(-trip.adverse) - 2, py - 2, 4, 4);
    ctx.fillStyle = page.colour("up");
    ctx.beginPath(); ctx.arc(x(trip.favourable), py, 2.2, 0, 7); ctx.fill();
  }
  ctx.globalAlpha = 1;
  ctx.fillStyle = page.colour("soft");
  ctx.textAlign = "left";
  ctx.fillText("against it, down to " + page.percent(-far), 4, height + 11);
  ctx.textAlign = "right";
  ctx.fillText("in favour, up to " + page.percent(far, true), width - 4, height + 11);
  return trips.length;
});

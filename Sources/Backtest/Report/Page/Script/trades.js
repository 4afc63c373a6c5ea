// Round trips on the candles. Where more stand in view than can be seen apart, a strip above the
// candles counts them, bin by bin; a press on a bin opens it.
const packedTrips = data.trips;
const entryFills = page.sums(packedTrips.entryFill), exitFills = page.sums(packedTrips.exitFill);
const trips = page.trips = page.sums(packedTrips.entry).map((entryMs, i) => ({
  index: i, entryMs, exitMs: entryMs + packedTrips.held[i],
  symbol: packedTrips.names[packedTrips.symbol[i]], quantity: packedTrips.quantity[i],
  entryPrice: packedTrips.entryPrice[i], exitPrice: packedTrips.exitPrice[i],
  profit: packedTrips.profit[i], netReturn: packedTrips.netReturn[i],
  adverse: packedTrips.adverse[i], favourable: packedTrips.favourable[i],
  reason: packedTrips.texts[packedTrips.reason[i]], tag: packedTrips.texts[packedTrips.tag[i]],
  entryFill: packedTrips.entryFill[i] === null ? "–" : entryFills[i],
  exitFill: packedTrips.exitFill[i] === null ? "–" : exitFills[i],
}));
page.tripText = trip => "trip " + (trip.index + 1) + " of " + trip.symbol + ": bought "
  + page.exact(trip.quantity) + " at " + page.exact(trip.entryPrice) + ", sold at "
  + page.exact(trip.exitPrice) + " after " + page.span(trip.exitMs - trip.entryMs) + ", "
  + page.money(trip.profit, true) + " (" + page.percent(trip.netReturn, true) + "), " + trip.reason
  + (trip.tag ? ", tag " + trip.tag : "");
const STRIP = 18, BIN = 26;
let shown = { trips: [], bins: [], x: null, y: null };
const triangle = (ctx, px, py, isBuy) => {
  const way = isBuy ? 1 : -1;
  ctx.beginPath();
  ctx.moveTo(px, py); ctx.lineTo(px - 5, py + 10 * way); ctx.lineTo(px + 5, py + 10 * way);
  ctx.closePath();
  ctx.fillStyle = page.colour(isBuy ? "buy" : "sell");
  ctx.fill();
  ctx.strokeStyle = page.colour("card");
  ctx.lineWidth = 1;
  ctx.stroke();
};
const drawTrip = ({ ctx, x, y }, trip) => {
  const isWon = Number(trip.profit) > 0, isChosen = trip.index === page.chosen;
  ctx.strokeStyle = page.colour(isWon ? "up" : "down");
  ctx.lineWidth = isChosen ? 4 : 2;
  ctx.setLineDash(isWon ? [] : [5, 3]);
  ctx.beginPath();
  ctx.moveTo(x(trip.entryMs), y(trip.entryPrice)); ctx.lineTo(x(trip.exitMs), y(trip.exitPrice));
  ctx.stroke();
  ctx.setLineDash([]);
  if (!isChosen) return;
  ctx.strokeStyle = page.colour("ink");
  ctx.lineWidth = 1.5;
  for (const [ms, price] of [[trip.entryMs, trip.entryPrice], [trip.exitMs, trip.exitPrice]]) {
    ctx.beginPath(); ctx.arc(x(ms), y(price), 13, 0, 7); ctx.stroke();
  }
};
const binned = (found, { x, view, width }) => {
  const bins = new Map(), length = (view.to - view.from) / width * BIN;
  for (const trip of found) {
    const number = Math.floor(trip.exitMs / length);
    const bin = bins.get(number) || { from: number * length, to: (number + 1) * length, count: 0,
      profit: 0 };
    bin.count += 1;
    bin.profit += Number(trip.profit);
    bins.set(number, bin);
  }
  return [...bins.values()].map(bin => ({ ...bin, left: x(bin.from) }));
};
const drawBins = (ctx, bins) => {
  const most = Math.max(...bins.map(bin => Math.abs(bin.profit))) || 1;
  ctx.textAlign = "center";
  ctx.font = "11px system-ui, sans-serif";
  for (const bin of bins) {
    const isWon = bin.profit > 0, isStrong = Math.abs(bin.profit) > most / 2;
    ctx.fillStyle = page.colour((isWon ? "up" : "down") + (isStrong ? "" : "-pale"));
    ctx.fillRect(bin.left + 1, 2, BIN - 2, STRIP - 2);
    ctx.fillStyle = page.colour(isStrong ? "paper" : "ink");
    const count = bin.count > 999 ? Math.round(bin.count / 1000) + "k" : bin.count;
    ctx.fillText((isWon ? "+" : "−") + count, bin.left + BIN / 2, 2 + STRIP / 2, BIN - 2);
  }
};
const drawTrades = plot => {
  const { ctx, x, y, view, width } = plot;
  const found = trips.filter(trip =>
    trip.symbol === symbol.name && trip.exitMs >= view.from && trip.entryMs <= view.to);
  const isDense = found.length * 9 > width;
  shown = { trips: isDense ? [] : found, bins: isDense ? binned(found, plot) : [], x, y };
  if (isDense) {
    drawBins(ctx, shown.bins);
    const chosen = found.find(trip => trip.index === page.chosen);
    if (chosen) drawTrip(plot, chosen);
    return found.length;
  }
  for (const trip of found) drawTrip(plot, trip);
  if (found.length * 10 <= width) {
    for (const trip of found) {
      triangle(ctx, x(trip.entryMs), y(trip.entryPrice), true);
      triangle(ctx, x(trip.exitMs), y(trip.exitPrice), false);
    }
  }
  const fills = symbol.fills.slice(page.after(symbol.times, view.from),
    page.after(symbol.times, view.to));
  if (fills.length * 5 <= width) {
    for (const fill of fills) triangle(ctx, x(fill.ms), y(fill.price), fill.isBuy);
  }
  return found.length + fills.length;
};
const nearest = (px, py) => {
  let best = null, least = 16;
  for (const trip of shown.trips) {
    for (const [ms, price] of [[trip.entryMs, trip.entryPrice], [trip.exitMs, trip.exitPrice]]) {
      const far = Math.hypot(shown.x(ms) - px, shown.y(price) - py);
      if (far < least) { least = far; best = trip; }
    }
  }
  return best;
};
const binAt = (px, py) => py > STRIP + 4 ? null
  : shown.bins.find(bin => px >= bin.left && px < bin.left + BIN);
const tradeAt = (ms, py) => {
  if (py === null || !shown.x) return null;
  const bin = binAt(shown.x(ms), py);
  if (bin) {
    return bin.count + " round trips, together " + page.money(bin.profit, true) + ": press to open";
  }
  const trip = nearest(shown.x(ms), py);
  if (trip) return page.tripText(trip);
  const near = symbol.fills.find(fill => Math.hypot(shown.x(fill.ms) - shown.x(ms),
    shown.y(fill.price) - py) < 12);
  return near && shown.trips.length + symbol.fills.length < 1000
    ? "fill " + near.number + ": " + (near.isBuy ? "bought" : "sold") + " at "
      + page.number(near.price, symbol.decimals) : null;
};
const press = (px, py) => {
  const bin = binAt(px, py);
  if (bin) return page.show(bin.from, bin.to);
  const trip = nearest(px, py);
  if (trip) page.choose(trip.index);
};
const choosers = [];
page.onChoose = body => { choosers.push(body); };
// Marks a round trip in the chart and in the table.
page.choose = (index, isShown = false) => {
  const trip = trips[index];
  page.chosen = index;
  if (isShown && chooseName(trip.symbol)) {
    const room = Math.max((trip.exitMs - trip.entryMs) * 1.5, 30 * page.candleMs);
    page.show(trip.entryMs - room, trip.exitMs + room);
  }
  for (const body of choosers) body(trip, isShown);
  page.repaint();
};
const step = way => {
  const own = trips.filter(trip => trip.symbol === symbol.name);
  if (!own.length) return;
  const at = own.findIndex(trip => trip.index === page.chosen);
  const next = at < 0 ? own.find(trip => trip.exitMs >= page.view.from) || own[0]
    : own[(at + way + own.length) % own.length];
  page.choose(next.index, true);
  byId("trade-note").value = page.tripText(next);
};
const tradeKeys = () => ({
  n: () => step(1), p: () => step(-1),
  Enter: () => page.focusRow?.(),
});

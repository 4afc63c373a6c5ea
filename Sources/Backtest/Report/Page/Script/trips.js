const trips = page.trips;
const link = trip => {
  const element = document.createElement("a");
  element.href = "#candles";
  element.textContent = trip.index + 1;
  element.setAttribute("aria-label", "Trip " + (trip.index + 1) + ", show among the candles");
  element.addEventListener("click", event => {
    event.preventDefault();
    page.choose(trip.index, true);
    byId("candles").scrollIntoView();
    byId("candles-chart").focus({ preventScroll: true });
  });
  return element;
};
const number = (name, value, cell, sign = false) => ({ name, value, cell, sign });
const text = (name, value) => ({ name, value, cell: value, isText: true });
const share = value => value === null ? "–" : page.percent(value);
const columns = [
  number("No.", trip => trip.index, link), text("Symbol", trip => trip.symbol),
  number("Bought, UTC", trip => trip.entryMs, trip => page.minute(trip.entryMs)),
  number("Held", trip => trip.exitMs - trip.entryMs, trip => page.span(trip.exitMs - trip.entryMs)),
  number("Quantity", trip => trip.quantity, trip => page.exact(trip.quantity)),
  number("Entry", trip => trip.entryPrice, trip => page.exact(trip.entryPrice)),
  number("Exit", trip => trip.exitPrice, trip => page.exact(trip.exitPrice)),
  number("Profit", trip => trip.profit, trip => page.money(trip.profit, true), true),
  number("Return", trip => trip.netReturn, trip =>
    trip.netReturn === null ? "–" : page.percent(trip.netReturn, true), true),
  text("Reason", trip => trip.reason), text("Tag", trip => trip.tag),
  number("Against", trip => trip.adverse, trip => share(trip.adverse)),
  number("In favour", trip => trip.favourable, trip => share(trip.favourable)),
  number("Fills", trip => trip.entryFill, trip => trip.entryFill + " → " + trip.exitFill),
];
const hasTags = trips.some(trip => trip.tag), hasSymbols = new Set(trips.map(t => t.symbol)).size > 1;
const table = page.table(section, columns.filter(({ name }) =>
  (name !== "Tag" || hasTags) && (name !== "Symbol" || hasSymbols)), trips, (trip, line) => {
  line.classList.toggle("chosen", trip.index === page.chosen);
  line.title = page.tripText(trip);
  line.addEventListener("click", event => {
    if (!event.target.closest("a")) page.choose(trip.index, true);
  });
});
const [words, result, inView] = ["trips-words", "trips-result", "trips-view"].map(byId);
const filter = () => {
  const word = words.value.trim().toLowerCase(), { from, to } = page.view;
  table.filter(trip => (!word || [trip.symbol, trip.reason, trip.tag].some(text =>
    text.toLowerCase().includes(word)))
    && (!result.value || (Number(trip.profit) > 0) === (result.value === "won"))
    && (!inView.checked || (trip.exitMs >= from && trip.entryMs <= to)));
};
for (const input of [words, result, inView]) input.addEventListener("input", filter);
let seen = "";
new MutationObserver(() => {
  const now = page.view.from + " " + page.view.to;
  if (inView.checked && now !== seen) { seen = now; filter(); }
}).observe(document.documentElement, { attributeFilter: ["data-from", "data-to"] });
page.onChoose(trip => { if (!table.find(trip)) table.write(); });
page.focusRow = () => {
  const line = page.chosen === undefined ? null : table.find(trips[page.chosen]);
  line?.querySelector("a").focus();
};

const span = page.toMs - page.fromMs;
const leastMs = Math.min(span, Math.max(page.candleMs * 12, 1));
const view = { from: page.fromMs, to: page.toMs, isLog: false };
page.view = view;
const charts = [];
let waiting = false;
// Charts out of sight are painted when they come into it.
const repaint = () => {
  waiting = false;
  for (const chart of charts) {
    if (chart.isVisible) chart.paint(); else chart.isStale = true;
  }
  root.dataset.from = Math.round(view.from);
  root.dataset.to = Math.round(view.to);
};
const later = () => {
  if (!waiting) { waiting = true; requestAnimationFrame(repaint); }
};
const show = (from, to) => {
  const length = Math.min(span, Math.max(leastMs, to - from));
  const middle = (from + to) / 2;
  view.from = Math.min(Math.max(middle - length / 2, page.fromMs), page.toMs - length);
  view.to = view.from + length;
  later();
};
const pan = share => {
  const ms = (view.to - view.from) * share;
  const step = Math.min(Math.max(ms, page.fromMs - view.from), page.toMs - view.to);
  show(view.from + step, view.to + step);
};
const zoom = (factor, at = (view.from + view.to) / 2) =>
  show(at - (at - view.from) * factor, at + (view.to - at) * factor);
const setLog = () => {
  view.isLog = !view.isLog;
  for (const button of document.querySelectorAll("[data-do=log]")) {
    button.setAttribute("aria-pressed", view.isLog);
  }
  later();
};
const act = {
  back: () => pan(-0.2), on: () => pan(0.2), in: () => zoom(0.6), out: () => zoom(1 / 0.6),
  all: () => show(page.fromMs, page.toMs), log: setLog,
  first: () => pan(-1e9), last: () => pan(1e9),
};
page.show = show;

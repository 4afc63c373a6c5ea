const keys = {
  ArrowLeft: "back", ArrowRight: "on", "+": "in", "=": "in", "-": "out", Home: "first",
  End: "last", "0": "all", l: "log",
};
const pointOf = (canvas, event) => {
  const box = canvas.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
};
const listenToPointers = (chart, setAt) => {
  const canvas = chart.canvas, fingers = new Map();
  let moved = 0;
  canvas.addEventListener("pointerdown", event => {
    canvas.setPointerCapture(event.pointerId);
    if (!fingers.size) moved = 0;
    fingers.set(event.pointerId, event.clientX);
  });
  canvas.addEventListener("pointermove", event => {
    const before = fingers.get(event.pointerId);
    if (before === undefined) return setAt(...pointOf(canvas, event));
    const other = [...fingers].find(([id]) => id !== event.pointerId);
    fingers.set(event.pointerId, event.clientX);
    moved += Math.abs(before - event.clientX);
    if (other === undefined) return pan((before - event.clientX) / chart.width);
    const was = Math.abs(before - other[1]), is = Math.abs(event.clientX - other[1]);
    const middle = (event.clientX + other[1]) / 2 - canvas.getBoundingClientRect().left;
    if (was > 8 && is > 8) zoom(was / is, chart.time(middle));
  });
  canvas.addEventListener("pointerup", event => {
    if (fingers.size > 1 || moved > 4) return;
    setAt(...pointOf(canvas, event));
    chart.press?.(...pointOf(canvas, event));
  });
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
    canvas.addEventListener(name, event => fingers.delete(event.pointerId));
  }
};
const listen = chart => {
  const canvas = chart.canvas;
  const setAt = (px, py) => {
    for (const each of charts) { each.at = px === null ? null : chart.time(px); each.y = null; }
    chart.y = py;
    later();
  };
  canvas.addEventListener("focus", () => chart.output.setAttribute("aria-live", "polite"));
  canvas.addEventListener("blur", () => chart.output.setAttribute("aria-live", "off"));
  canvas.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const name = keys[event.key], own = chart.keys?.[event.key];
    if (!name && !own) return;
    event.preventDefault();
    for (const each of charts) each.at = null;
    if (own) own(); else act[name]();
  });
  listenToPointers(chart, setAt);
  canvas.addEventListener("pointerleave", () => setAt(null, null));
  canvas.addEventListener("wheel", event => {
    if (!event.ctrlKey && document.activeElement !== canvas) return;
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) return pan(event.deltaX / chart.width);
    const [px] = pointOf(canvas, event);
    zoom(Math.exp(Math.min(1, Math.max(-1, event.deltaY / 300))), chart.time(px));
  }, { passive: false });
};
document.addEventListener("click", event => {
  const button = event.target.closest("[data-do]");
  if (button) return act[button.dataset.do]();
  const link = event.target.closest("[data-at]");
  if (!link) return;
  const at = Number(link.dataset.at), half = 60 * page.candleMs;
  const to = Number(link.dataset.to || at), room = Math.max(half, (to - at) * 0.1);
  show(at - room, to + room);
});

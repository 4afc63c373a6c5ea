const keys = {
  ArrowLeft: "back", ArrowRight: "on", "+": "in", "=": "in", "-": "out", Home: "first",
  End: "last", "0": "all",
};
const listen = chart => {
  const canvas = chart.canvas, fingers = new Map();
  const setAt = at => {
    for (const each of charts) each.at = at;
    show(view.from, view.to);
  };
  canvas.addEventListener("focus", () => chart.output.setAttribute("aria-live", "polite"));
  canvas.addEventListener("blur", () => chart.output.setAttribute("aria-live", "off"));
  canvas.addEventListener("keydown", event => {
    const name = keys[event.key];
    if (!name || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    for (const each of charts) each.at = null;
    act[name]();
  });
  canvas.addEventListener("pointerdown", event => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, event.clientX);
  });
  canvas.addEventListener("pointermove", event => {
    const before = fingers.get(event.pointerId);
    if (before === undefined) return setAt(chart.time(event));
    const other = [...fingers].find(([id]) => id !== event.pointerId);
    fingers.set(event.pointerId, event.clientX);
    if (other === undefined) return pan((before - event.clientX) / chart.width);
    const was = Math.abs(before - other[1]), is = Math.abs(event.clientX - other[1]);
    if (was > 8 && is > 8) zoom(was / is);
  });
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
    canvas.addEventListener(name, event => fingers.delete(event.pointerId));
  }
  canvas.addEventListener("pointerleave", () => setAt(null));
  canvas.addEventListener("wheel", event => {
    if (!event.ctrlKey && document.activeElement !== canvas) return;
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) return pan(event.deltaX / chart.width);
    zoom(Math.exp(Math.min(1, Math.max(-1, event.deltaY / 300))), chart.time(event));
  }, { passive: false });
};
document.addEventListener("click", event => {
  const button = event.target.closest("[data-do]");
  if (button) return act[button.dataset.do]();
  const link = event.target.closest("[data-at]");
  if (!link) return;
  const at = Number(link.dataset.at), half = 60 * page.candleMs;
  show(at - half, at + half);
});

localise();
for (const [id, drawer] of drawers) drawer(byId(id), await read(id), page);
repaint();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  colours.clear();
  for (const chart of charts) chart.paint();
});
root.dataset.ready = charts.length;

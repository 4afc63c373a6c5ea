const finish = () => {
  for (const [id, drawer] of drawers) drawer(byId(id), read(id), page);
  repaint();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  root.dataset.ready = charts.length;
};

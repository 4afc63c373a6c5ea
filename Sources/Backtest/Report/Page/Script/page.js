const root = document.documentElement;
addEventListener("error", event => { root.dataset.error = event.message; });
const byId = id => document.getElementById(id);
const read = id => {
  const element = byId("data-" + id);
  return element ? JSON.parse(element.textContent) : null;
};
const page = read("page");
page.repaint = () => repaint();
page.colour = name => getComputedStyle(root).getPropertyValue("--" + name).trim();
page.day = ms => new Date(ms).toISOString().slice(0, 10);
page.minute = ms => new Date(ms).toISOString().slice(0, 16).replace("T", " ");
const drawers = [];
const draw = (id, drawer) => { drawers.push([id, drawer]); };

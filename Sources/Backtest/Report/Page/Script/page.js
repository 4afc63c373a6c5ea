const root = document.documentElement;
addEventListener("error", event => { root.dataset.error = event.message; });
addEventListener("unhandledrejection", event => { root.dataset.error = String(event.reason); });
const byId = id => document.getElementById(id);
// A section's data, which stand in the page deflated and in base64.
const read = async id => {
  const element = byId("data-" + id);
  if (!element) return null;
  const bytes = Uint8Array.from(atob(element.textContent), letter => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text());
};
const page = await read("page");
page.repaint = () => repaint();
const colours = new Map();
page.colour = name => {
  if (!colours.has(name)) {
    colours.set(name, getComputedStyle(root).getPropertyValue("--" + name).trim());
  }
  return colours.get(name);
};
page.day = ms => new Date(ms).toISOString().slice(0, 10);
page.minute = ms => new Date(ms).toISOString().slice(0, 16).replace("T", " ");
// The numbers whose differences to the one before these are.
page.sums = differences => {
  let sum = 0;
  return differences.map(difference => { sum += difference; return sum; });
};
// The first index from which on a sorted list is not below a value.
page.after = (list, value) => {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < value) low = middle + 1; else high = middle;
  }
  return low;
};
const drawers = [];
const draw = (id, drawer) => { drawers.push([id, drawer]); };

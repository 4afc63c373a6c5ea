let candles = [];
const shown = 120;
function draw() {
  const canvas = $("chart"), scale = devicePixelRatio || 1;
  const width = canvas.clientWidth, height = canvas.clientHeight;
  canvas.width = width * scale;
  canvas.height = height * scale;
  const ctx = canvas.getContext("2d"), css = getComputedStyle(document.documentElement);
  ctx.scale(scale, scale);
  const margin = 84, slot = Math.max(4, (width - margin) / shown);
  const rows = candles.slice(-Math.floor((width - margin) / slot));
  root.drawn = rows.length;
  if (rows.length === 0) {
    canvas.setAttribute("aria-label", "no candles yet");
    return;
  }
  const top = Math.max(...rows.map(c => +c.h)), bottom = Math.min(...rows.map(c => +c.l));
  const y = price => 12 + (height - 24) * (top === bottom ? 0.5 : (top - price) / (top - bottom));
  const ink = css.color, decimals = (rows[0].c.split(".")[1] || "").replace(/0+$/, "").length;
  ctx.font = "12px system-ui, sans-serif";
  ctx.textBaseline = "middle";
  for (let i = 0; i <= 4; i++) {
    const price = bottom + (top - bottom) * i / 4;
    ctx.fillStyle = ink;
    ctx.globalAlpha = 0.15;
    ctx.fillRect(0, y(price), width - margin + 4, 1);
    ctx.globalAlpha = 0.8;
    ctx.fillText(price.toFixed(Math.max(decimals, 2)), width - margin + 8, y(price));
  }
  ctx.globalAlpha = 1;
  rows.forEach((c, i) => {
    const x = i * slot + slot / 2, up = +c.c >= +c.o;
    ctx.fillStyle = css.getPropertyValue(up ? "--up" : "--down");
    ctx.fillRect(x - 0.5, y(+c.h), 1, Math.max(1, y(+c.l) - y(+c.h)));
    ctx.fillRect(x - slot * 0.35, y(Math.max(+c.o, +c.c)), slot * 0.7,
      Math.max(1, Math.abs(y(+c.o) - y(+c.c))));
  });
  const last = rows[rows.length - 1];
  $("price").textContent = `${last.c} · ${utc(last.t).slice(0, 19)}`;
  canvas.setAttribute("aria-label",
    `${rows.length} candles of ${$("interval").value}, the last ${last.o} to ${last.c}`);
}
addEventListener("resize", draw);

const formats = new Map();
const format = (value, options) => {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(undefined, options));
  return formats.get(key).format(value);
};
const fixed = count => ({ minimumFractionDigits: count, maximumFractionDigits: count });
const sign = isSigned => ({ signDisplay: isSigned ? "exceptZero" : "auto" });
page.number = (value, decimals) => format(value, fixed(decimals));
// Money in about as many digits as people read; a text keeps what a double would lose.
page.money = (value, isSigned = false) => {
  const size = Math.abs(Number(value));
  const most = size >= 100 || size === 0 ? 2 : size >= 1 ? 4 : 8;
  return format(value, { minimumFractionDigits: Math.min(2, most), maximumFractionDigits: most,
    ...sign(isSigned) });
};
// Every digit that a text has.
page.exact = text => format(text, fixed(Math.min(20, (String(text).split(".")[1] || "").length)));
page.percent = (value, isSigned = false) => {
  const size = Math.abs(Number(value));
  const decimals = size >= 1 ? 1 : size >= 0.001 || size === 0 ? 2 : 3;
  return format(value, { style: "percent", ...fixed(decimals), ...sign(isSigned) });
};
// A span of time in its two largest units: 3 d 4 h.
page.span = ms => {
  const units = [[86400000, "d"], [3600000, "h"], [60000, "min"], [1000, "s"]];
  const at = units.findIndex(([unit]) => ms >= unit);
  if (at < 0) return page.number(ms, 0) + " ms";
  const first = Math.floor(ms / units[at][0]), rest = ms % units[at][0];
  const next = units[at + 1] && Math.floor(rest / units[at + 1][0]);
  return page.number(first, 0) + " " + units[at][1] + (next ? " " + next + " " + units[at + 1][1] : "");
};
const localise = () => {
  for (const element of document.querySelectorAll("data[data-as]")) {
    const { as } = element.dataset, isSigned = "signed" in element.dataset;
    element.title = element.textContent;
    element.textContent = as === "percent" ? page.percent(element.value, isSigned)
      : as === "span" ? page.span(Number(element.value) / 1000)
        : as === "exact" ? page.exact(element.value)
        : as === "ratio" ? page.number(Number(element.value), 2)
          : as === "count" ? page.number(element.value, 0) : page.money(element.value, isSigned);
  }
};

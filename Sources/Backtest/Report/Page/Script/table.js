// A table in pages that sorts by any column. A column is { name, isText, value(row), cell(row) }: what it
// sorts by, and what it shows.
page.table = (element, columns, rows, onRow = () => {}) => {
  const SIZE = 20, head = document.createElement("tr"), body = document.createElement("tbody");
  const table = element.querySelector("table"), count = element.querySelector("output");
  const [back, on] = element.querySelectorAll("[data-turn]");
  let sorted = rows, found = rows, at = 0, by = null, way = 1, test = () => true;
  table.append(document.createElement("thead"), body);
  table.tHead.append(head);
  const write = () => {
    body.replaceChildren(...found.slice(at, at + SIZE).map(row => {
      const line = document.createElement("tr");
      for (const column of columns) {
        const cell = line.insertCell(), text = column.cell(row);
        if (column.isText) cell.className = "w";
        cell.append(text);
        if (column.sign) cell.classList.add(Number(column.value(row)) > 0 ? "up" : "down");
      }
      onRow(row, line);
      return line;
    }));
    const last = Math.min(at + SIZE, found.length);
    count.value = (found.length ? page.number(at + 1, 0) + " to " + page.number(last, 0) + " of " : "")
      + page.number(found.length, 0) + (found.length < rows.length
      ? ", of " + page.number(rows.length, 0) + " in all" : "");
    back.disabled = at === 0;
    on.disabled = last >= found.length;
  };
  const renew = () => { found = sorted.filter(test); at = 0; write(); };
  const sort = column => {
    way = by === column ? -way : column.isText ? 1 : -1;
    by = column;
    const rank = row => column.isText ? column.value(row) : Number(column.value(row));
    sorted = rows.map(row => [rank(row), row])
      .sort(([a], [b]) => way * (a < b ? -1 : a > b ? 1 : 0)).map(([, row]) => row);
    for (const [index, cell] of [...head.cells].entries()) {
      if (columns[index] !== column) cell.removeAttribute("aria-sort");
      else cell.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
    }
    renew();
  };
  for (const column of columns) {
    const cell = document.createElement("th"), button = document.createElement("button");
    cell.scope = "col";
    if (column.isText) cell.className = "w";
    button.type = "button";
    button.textContent = column.name;
    button.addEventListener("click", () => sort(column));
    cell.append(button);
    head.append(cell);
  }
  back.addEventListener("click", () => { at = Math.max(0, at - SIZE); write(); });
  on.addEventListener("click", () => { at += SIZE; write(); });
  write();
  return {
    write, filter: body => { test = body; renew(); },
    // Turns to the page with a row, and gives its line.
    find: row => {
      const index = found.indexOf(row);
      if (index < 0) return null;
      at = index - index % SIZE;
      write();
      return body.rows[index - at];
    },
  };
};

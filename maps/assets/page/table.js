// The figures under the map, sortable; a row's first cell takes the map there.
(function (parts) {
  "use strict";

  const { element, text } = parts;
  const isFigure = (format) => format !== "text" && format !== "date";

  function build(container, table, place, goTo) {
    let sorted = { column: -1, descending: false };
    let step = 0;
    const body = element("tbody", {});
    const heads = table.columns.map((column, index) => element("th", {
      class: isFigure(column.format) ? "figure" : "", attributes: { scope: "col", "aria-sort": "none" },
    }, element("button", { class: "sort-button", attributes: { type: "button" }, text: () => text.of(column.label), on: { click: () => sort(index) } })));
    const node = element("table", {},
      element("caption", { text: () => text.of(table.caption) }),
      element("thead", {}, element("tr", {}, ...heads)), body);
    container.append(element("div", { class: "table-frame", attributes: { tabindex: "0", role: "region", "aria-label": () => `${text.of(place)} ${text.of(table.caption)}`.trim() } }, node));

    function sort(column) {
      const descending = sorted.column === column ? !sorted.descending : isFigure(table.columns[column].format);
      sorted = { column, descending };
      heads.forEach((head, index) => head.setAttribute("aria-sort",
        index !== column ? "none" : descending ? "descending" : "ascending"));
      fill();
    }

    function order(rows) {
      const positions = rows.map((_, i) => i);
      if (sorted.column < 0) return positions;
      const value = (i) => {
        const cell = rows[i][sorted.column];
        return cell !== null && typeof cell === "object" ? text.of(cell) : cell;
      };
      const sign = sorted.descending ? -1 : 1;
      return positions.sort((a, b) => {
        const left = value(a);
        const right = value(b);
        if (left === null || right === null) return left === right ? a - b : left === null ? 1 : -1;
        const difference = typeof left === "number" ? left - right : String(left).localeCompare(String(right), text.locale());
        return sign * difference || a - b;
      });
    }

    function fill() {
      const rows = table.stepRows.length ? table.stepRows[Math.min(step, table.stepRows.length - 1)] : table.rows;
      body.replaceChildren(...order(rows).map((i) => row(rows[i], table.bounds[i], table.targets[i])));
    }

    function row(cells, bounds, target) {
      const line = document.createElement("tr");
      cells.forEach((cell, column) => {
        const { format } = table.columns[column];
        const item = document.createElement(column === 0 ? "th" : "td");
        if (column === 0) item.scope = "row";
        if (isFigure(format)) item.className = "figure";
        const content = text.figure(cell, format);
        if (column === 0 && bounds) item.append(link(content, bounds, target));
        else {
          const name = document.createElement("bdi");
          name.textContent = content;
          item.append(name);
        }
        if (format === "ratio" && typeof cell === "number") item.append(bar(cell));
        line.append(item);
      });
      return line;
    }

    function link(content, bounds, target) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "row-button";
      button.title = text.message("showOnMap");
      button.append(Object.assign(document.createElement("bdi"), { textContent: content }));
      button.addEventListener("click", () => goTo(bounds, target));
      return button;
    }

    function bar(ratio) {
      const meter = document.createElement("span");
      meter.className = "bar";
      meter.setAttribute("aria-hidden", "true");
      const part = document.createElement("span");
      part.style.width = `${Math.max(0, Math.min(1, ratio)) * 100}%`;
      meter.append(part);
      return meter;
    }

    text.follow(fill);
    return { setStep(next) { step = next; if (table.stepRows.length) fill(); } };
  }

  parts.table = { build };
})(window.quanmapParts);

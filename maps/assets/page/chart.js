// Line charts, drawn as SVG with a symbol per series and the figures as titles.
(function (parts) {
  "use strict";

  const { element, svg, text } = parts;
  const BOX = { height: 240, left: 58, right: 18, top: 14, bottom: 30 };
  const WIDEST = 1100;
  const SHAPES = ["circle", "square", "triangle", "diamond"];

  function build(container, chart, colors) {
    const frame = element("figure", { class: "chart" });
    container.append(frame);
    let step = 0;
    // Drawn for its width, so that letters and symbols keep their size on a phone.
    const draw = () => {
      const width = Math.max(280, Math.min(WIDEST, frame.clientWidth - 34));
      frame.replaceChildren(caption(chart), legend(chart, colors), picture(chart, colors, step, width));
    };
    text.follow(draw);
    window.addEventListener("resize", draw);
    return { setStep(next) { step = next; if (chart.followsSteps) draw(); } };
  }

  function caption(chart) {
    return Object.assign(document.createElement("figcaption"), { textContent: text.of(chart.caption) });
  }

  function legend(chart, colors) {
    const list = document.createElement("ul");
    list.className = "chart-legend";
    if (chart.series.length < 2) return list;
    chart.series.forEach((series, i) => {
      const item = document.createElement("li");
      item.append(parts.symbols.icon({ shape: SHAPES[i % 4], fill: colors[i % colors.length], edge: colors[i % colors.length] }, 10), text.of(series.name));
      list.append(item);
    });
    return list;
  }

  function picture(chart, colors, step, width) {
    const values = chart.series.flatMap((s) => s.values).filter((v) => v !== null);
    const top = niceTop(values.length ? Math.max(...values) : 1, chart.format);
    const n = chart.horizontal.length;
    const x = (i) => BOX.left + (n > 1 ? i / (n - 1) : 0.5) * (width - BOX.left - BOX.right);
    const y = (v) => BOX.height - BOX.bottom - v / top * (BOX.height - BOX.top - BOX.bottom);
    const root = svg("svg", { width, height: BOX.height, viewBox: `0 0 ${width} ${BOX.height}`, role: "img", "aria-label": describe(chart) });
    for (let k = 0; k <= 4; k += 1) {
      const v = top * k / 4;
      root.append(svg("line", { class: "chart-grid", x1: BOX.left, x2: width - BOX.right, y1: y(v), y2: y(v) }),
        label(text.figure(v, chart.format), BOX.left - 6, y(v) + 4, "end"));
    }
    const every = Math.max(1, Math.ceil(n * 76 / (width - BOX.left)));
    chart.horizontal.forEach((name, i) => {
      // A long last name, centred on its place, would be cut.
      const anchor = x(i) + name.length * 3.5 > width ? "end" : "middle";
      const right = anchor === "end" ? width - 2 : x(i);
      if (i % every === 0) root.append(label(name, right, BOX.height - BOX.bottom + 18, anchor));
    });
    if (chart.followsSteps) {
      root.append(svg("line", { class: "chart-now", x1: x(step), x2: x(step), y1: BOX.top, y2: BOX.height - BOX.bottom }));
    }
    chart.series.forEach((series, s) => root.append(...line(series, s, colors[s % colors.length], x, y, chart)));
    return root;
  }

  function line(series, s, color, x, y, chart) {
    const known = series.values.map((v, i) => [v, i]).filter(([v]) => v !== null);
    const nodes = [svg("polyline", { points: known.map(([v, i]) => `${x(i)},${y(v)}`).join(" "), fill: "none", stroke: color, "stroke-width": 2 })];
    for (const [v, i] of known) {
      const mark = parts.symbols.icon({ shape: SHAPES[s % 4], fill: color, edge: color }, 8);
      mark.setAttribute("x", x(i) - 6);
      mark.setAttribute("y", y(v) - 6);
      const title = svg("title");
      title.textContent = `${chart.horizontal[i]}: ${text.of(series.name)} ${text.figure(v, chart.format)}`;
      mark.removeAttribute("aria-hidden");
      mark.append(title);
      nodes.push(mark);
    }
    return nodes;
  }

  function label(content, x, y, anchor) {
    const node = svg("text", { class: "chart-label", x, y, "text-anchor": anchor });
    node.textContent = content;
    return node;
  }

  function niceTop(most, format) {
    if (format === "ratio") return most > 0.5 ? 1 : most > 0.2 ? 0.5 : 0.2;
    const power = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
    return [1, 2, 4, 5, 10].map((m) => m * power).find((v) => v >= most);
  }

  function describe(chart) {
    const ends = chart.series.map((s) => {
      const known = s.values.filter((v) => v !== null);
      return known.length ? `${text.of(s.name)}: ${text.figure(known[0], chart.format)} → ${text.figure(known[known.length - 1], chart.format)}` : "";
    });
    return `${text.of(chart.caption)}. ${ends.join("; ")}`;
  }

  parts.chart = { build };
})(window.quanmapParts);

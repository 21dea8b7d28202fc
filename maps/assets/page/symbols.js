// The shapes of points, once for the canvas and once for the legend, and the patterns of areas.
(function (parts) {
  "use strict";

  const star = Array.from({ length: 10 }, (_, i) => {
    const radius = i % 2 ? 0.5 : 1.15;
    const angle = (i * 36 - 90) * Math.PI / 180;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
  // Corners at radius 1; circles are drawn as arcs.
  const CORNERS = {
    triangle: [[0, -1.1], [1, 0.75], [-1, 0.75]],
    square: [[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]],
    diamond: [[0, -1.15], [1, 0], [0, 1.15], [-1, 0]],
    star,
    cross: [[-1, -0.6], [-0.6, -1], [0, -0.4], [0.6, -1], [1, -0.6], [0.4, 0], [1, 0.6], [0.6, 1],
      [0, 0.4], [-0.6, 1], [-1, 0.6], [-0.4, 0]],
    plus: [[-0.35, -1], [0.35, -1], [0.35, -0.35], [1, -0.35], [1, 0.35], [0.35, 0.35], [0.35, 1],
      [-0.35, 1], [-0.35, 0.35], [-1, 0.35], [-1, -0.35], [-0.35, -0.35]],
  };

  function trace(context, shape, x, y, radius) {
    const corners = CORNERS[shape];
    if (!corners) {
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
      return;
    }
    context.moveTo(x + corners[0][0] * radius, y + corners[0][1] * radius);
    for (let i = 1; i < corners.length; i += 1) {
      context.lineTo(x + corners[i][0] * radius, y + corners[i][1] * radius);
    }
    context.closePath();
  }

  function icon(symbol, size) {
    const box = size + 4;
    const middle = box / 2;
    const radius = size / 2.4;
    const isRing = symbol.shape === "ring";
    const look = {
      fill: isRing ? symbol.edge : symbol.fill,
      stroke: isRing ? symbol.fill : symbol.edge,
      "stroke-width": isRing ? 3 : 1,
    };
    const corners = CORNERS[symbol.shape];
    const shape = corners
      ? parts.svg("polygon", Object.assign({
        points: corners.map(([x, y]) => `${middle + x * radius},${middle + y * radius}`).join(" "),
      }, look))
      : parts.svg("circle", Object.assign({ cx: middle, cy: middle, r: radius }, look));
    return parts.svg("svg", { width: box, height: box, viewBox: `0 0 ${box} ${box}`, "aria-hidden": "true" }, shape);
  }

  let count = 0;
  // The fill of an area: its colour, or a pattern over its colour.
  function areaFill(style) {
    if (style.pattern === "none") return { fillColor: style.fill, fillOpacity: style.fill_opacity };
    count += 1;
    const id = `pattern-${count}`;
    const side = style.pattern_spacing;
    const pattern = parts.svg("pattern", {
      id, width: side, height: side, patternUnits: "userSpaceOnUse",
      patternTransform: style.pattern === "dots" ? "" : "rotate(45)",
    });
    if (style.fill_opacity > 0) {
      pattern.append(parts.svg("rect", { width: side, height: side, fill: style.fill, "fill-opacity": style.fill_opacity }));
    }
    if (style.pattern === "dots") {
      pattern.append(parts.svg("circle", { cx: side / 2, cy: side / 2, r: 0.9, fill: style.pattern_color }));
    } else {
      pattern.append(parts.svg("line", { x1: 0, y1: 0, x2: 0, y2: side, stroke: style.pattern_color, "stroke-width": 1.6 }));
      if (style.pattern === "cross") {
        pattern.append(parts.svg("line", { x1: 0, y1: 0, x2: side, y2: 0, stroke: style.pattern_color, "stroke-width": 1.6 }));
      }
    }
    document.querySelector("#patterns defs").append(pattern);
    return { fillColor: `url(#${id})`, fillOpacity: 1 };
  }

  function areaIcon(style, fill) {
    return parts.svg("svg", { width: 26, height: 16, viewBox: "0 0 26 16", "aria-hidden": "true" },
      parts.svg("rect", {
        x: 1, y: 1, width: 24, height: 14, rx: 2, fill: fill.fillColor, "fill-opacity": fill.fillOpacity,
        stroke: style.stroke, "stroke-width": style.stroke_width, "stroke-dasharray": style.stroke_dash,
      }));
  }

  function lineIcon(style) {
    return parts.svg("svg", { width: 26, height: 16, viewBox: "0 0 26 16", "aria-hidden": "true" },
      parts.svg("line", {
        x1: 1, y1: 8, x2: 25, y2: 8, stroke: style.stroke, "stroke-width": style.width, "stroke-dasharray": style.dash,
      }));
  }

  parts.symbols = { areaFill, areaIcon, icon, lineIcon, trace };
})(window.quanmapParts);

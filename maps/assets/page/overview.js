// The overview map: outlines and the rectangle in view; a click moves the map there.
(function (parts) {
  "use strict";

  const { decode, svg, text } = parts;
  const WIDTH = 118;
  const MARGIN = 4;

  function build(container, map, views) {
    const outlines = views.filter((view) => view.layer.isOutline);
    const rings = outlines.flatMap((view) => view.layer.geometries).flatMap(decode.polygons).map((polygon) => polygon[0]);
    if (rings.length === 0) {
      container.hidden = true;
      return;
    }
    const xs = rings.flat().map((point) => decode.worldX(point[1]));
    const ys = rings.flat().map((point) => decode.worldY(point[0]));
    const minX = Math.min(...xs);
    const minY = Math.min(...ys);
    const spanX = Math.max(...xs) - minX || 1e-9;
    const spanY = Math.max(...ys) - minY || 1e-9;
    const scale = Math.min((WIDTH - 2 * MARGIN) / spanX, (WIDTH - 2 * MARGIN) / spanY);
    const height = spanY * scale + 2 * MARGIN;
    const width = spanX * scale + 2 * MARGIN;
    const place = (lat, lng) => [(decode.worldX(lng) - minX) * scale + MARGIN, (decode.worldY(lat) - minY) * scale + MARGIN];
    const paths = rings.map((ring) => svg("polygon", {
      class: "overview-area", points: ring.map((point) => place(point[0], point[1]).map((v) => v.toFixed(1)).join(",")).join(" "),
    }));
    const frame = svg("rect", { class: "overview-frame" });
    const picture = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img" }, ...paths, frame);
    text.follow(() => picture.setAttribute("aria-label", text.message("overview")));
    container.append(picture);

    function update() {
      const box = map.getBounds();
      const [left, top] = place(box.getNorth(), box.getWest());
      const [right, bottom] = place(box.getSouth(), box.getEast());
      const x = Math.max(0, Math.min(left, width));
      const y = Math.max(0, Math.min(top, height));
      frame.setAttribute("x", x);
      frame.setAttribute("y", y);
      frame.setAttribute("width", Math.max(3, Math.min(right, width) - x));
      frame.setAttribute("height", Math.max(3, Math.min(bottom, height) - y));
    }

    picture.addEventListener("click", (event) => {
      const rect = picture.getBoundingClientRect();
      const x = (event.clientX - rect.left - MARGIN) / scale + minX;
      const y = (event.clientY - rect.top - MARGIN) / scale + minY;
      map.panTo(map.options.crs.pointToLatLng(L.point(x, y), 0));
    });
    map.on("moveend", update);
    update();
    L.DomEvent.disableClickPropagation(container);
  }

  parts.overview = { build };
})(window.quanmapParts);

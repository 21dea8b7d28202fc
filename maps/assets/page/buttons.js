// The buttons on the map: zoom, whole area, full screen, measure.
(function (parts) {
  "use strict";

  const { element, svg, text } = parts;
  const ICONS = {
    zoomIn: "M10 4v12M4 10h12",
    zoomOut: "M4 10h12",
    home: "M3 10l7-6 7 6M5 9v7h10V9",
    fullScreen: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
    measure: "M3 13L13 3l4 4L7 17zM6 10l2 2M9 7l2 2M12 4l2 2",
  };

  function button(key, act) {
    const node = element("button", {
      class: "map-button",
      attributes: { type: "button", "aria-label": () => text.message(key), title: () => text.message(key) },
      on: { click: () => act(node) },
    }, svg("svg", { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true" },
      svg("path", { d: ICONS[key], class: "button-stroke" })));
    return node;
  }

  function build(map, frame, home, colors) {
    const measure = new parts.Measure(map, colors);
    const Bar = L.Control.extend({
      options: { position: "topleft" },
      onAdd() {
        const bar = element("div", { class: "map-buttons" },
          button("zoomIn", () => map.zoomIn()),
          button("zoomOut", () => map.zoomOut()),
          button("home", home),
          document.fullscreenEnabled ? button("fullScreen", () => toggleFullScreen(frame)) : null,
          button("measure", (node) => node.setAttribute("aria-pressed", String(measure.toggle()))));
        L.DomEvent.disableClickPropagation(bar);
        return bar;
      },
    });
    map.addControl(new Bar());
    document.addEventListener("fullscreenchange", () => map.invalidateSize());
    return measure;
  }

  function toggleFullScreen(frame) {
    if (document.fullscreenElement) document.exitFullscreen();
    else frame.requestFullscreen();
  }

  parts.buttons = { build };
})(window.quanmapParts);

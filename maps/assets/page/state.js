// `window.quanmap`: what the page shows, to read and not to change, for tests and for scripts of a
// notebook. The Leaflet map of the first page is there for elements added through folium.
(function (parts) {
  "use strict";

  const { text } = parts;

  function layerState(view) {
    return Object.freeze(Object.assign({ id: view.layer.id, shown: view.shown }, view.counts()));
  }

  function pageState(pageView) {
    const { map, page } = pageView;
    return Object.freeze({
      id: page.id, zoom: map.getZoom(), bounds: map.getBounds().toBBoxString(),
      layers: Object.freeze(Object.fromEntries(pageView.views.map((view) => [view.layer.id, layerState(view)]))),
    });
  }

  function expose(content, pageViews, control, drawnMs) {
    Object.defineProperty(window, "quanmap", {
      value: Object.freeze({
        kind: content.kind,
        get language() { return text.language; },
        get step() { return control.step; },
        get isComparing() { return Boolean(control.isComparing); },
        get pages() { return pageViews.map(pageState); },
        get drawnMs() { return drawnMs(); },
        leafletMap: pageViews[0].map,
      }),
      writable: false,
      configurable: false,
    });
  }

  parts.state = { expose };
})(window.quanmapParts);

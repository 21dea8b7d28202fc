// A few hundred points as page elements: a screen reader names each; the keyboard reaches each by
// tabs while they are few, and by the arrow keys as all points.
(function (parts) {
  "use strict";

  parts.MOST_TAB_STOPS = 40;

  const { decode, text } = parts;

  class MarkerView {
    constructor(map, layer, order, side) {
      this.map = map;
      this.layer = layer;
      this.shown = layer.show;
      this.step = 0;
      this.codesAt = decode.stepCodes(layer);
      this.longitudes = decode.degrees(layer.x);
      this.latitudes = decode.degrees(layer.y);
      this.n = this.longitudes.length;
      this.accept = layer.categories.map((category) => category.show);
      this.pane = parts.createPane(map, `markers-${order}`, 600 + order, side);
      this.markers = Array.from({ length: this.n }, (_, index) => this.createMarker(index));
      this.setStep(0);
    }

    createMarker(index) {
      const marker = L.marker(this.latLng(index), { keyboard: this.n <= parts.MOST_TAB_STOPS, pane: this.pane, riseOnHover: true });
      marker.on("add", () => this.nameMarker(marker, index));
      const open = () => parts.popup.open(this.map, this.layer, index, this.latLng(index), this.categoryOf(index));
      marker.on("click", open);
      marker.on("keydown", (event) => parts.onChoice(event, open));
      return marker;
    }

    nameMarker(marker, index) {
      const node = marker.getElement();
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", `${text.of(this.layer.name)} ${text.of(this.layer.names[index])}`);
      node.tabIndex = this.n <= parts.MOST_TAB_STOPS ? 0 : -1;
      node.title = text.of(this.layer.names[index]);
    }

    picture(category, size, index) {
      const box = parts.passing("div", "");
      box.append(parts.symbols.icon(category, size));
      if (this.layer.badges.length) box.append(parts.passing("span", "marker-badge", this.layer.badges[index]));
      return box;
    }

    setStep(step) {
      this.step = step;
      const codes = this.codesAt(step);
      this.drawn = 0;
      this.markers.forEach((marker, index) => {
        const code = codes[index];
        const category = this.layer.categories[code];
        if (!this.shown || !category || !this.accept[code]) {
          marker.remove();
          return;
        }
        const size = 11 * category.scale;
        marker.setIcon(L.divIcon({
          html: this.picture(category, size, index), className: "point-marker",
          iconSize: [size + 4, size + 4],
        }));
        marker.addTo(this.map);
        this.nameMarker(marker, index);
        this.drawn += 1;
      });
    }

    setShown(shown) {
      this.shown = shown;
      this.setStep(this.step);
    }

    setCategoryShown(code, shown) {
      this.accept[code] = shown;
      this.setStep(this.step);
    }

    latLng(index) {
      return L.latLng(this.latitudes[index], this.longitudes[index]);
    }

    // What the focus can go to, in layer points.
    targets() {
      const codes = this.codesAt(this.step);
      return this.markers.flatMap((marker, index) => {
        if (!this.layer.categories[codes[index]] || !this.accept[codes[index]]) return [];
        const { x, y } = this.map.latLngToLayerPoint(marker.getLatLng());
        return [{ x, y, hit: { index } }];
      });
    }

    isPresent(index) {
      return this.codesAt(this.step)[index] !== decode.ABSENT;
    }

    categoryOf(index) {
      return this.layer.categories[this.codesAt(this.step)[index]];
    }

    legend() {
      return this.layer.categories.map((category, code) => ({
        icon: parts.symbols.icon(category, 9 * category.scale), name: category.name, code, shown: category.show,
      }));
    }

    counts() {
      const codes = this.codesAt(this.step);
      const categories = this.layer.categories.map((_, code) => codes.filter((c) => c === code).length);
      return { total: this.n, unlocated: this.layer.unlocated, drawn: this.drawn, categories, mode: "markers" };
    }
  }

  parts.MarkerView = MarkerView;
})(window.quanmapParts);

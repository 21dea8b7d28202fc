// Reads the data block and builds the page.
(function (parts) {
  "use strict";

  const { element, text } = parts;
  const byId = (id) => document.getElementById(id);

  function sources(content) {
    const approval = content.approvalNumber ? `${text.message("approval")}: ${content.approvalNumber}` : "";
    const attributions = [content.attribution, content.basemap && content.basemap.attribution];
    const synthetic = content.isSynthetic ? "synthetic demo data 演示数据" : "";
    return [...attributions, approval, synthetic].filter(Boolean).join(" · ");
  }
  parts.sources = sources;

  function readColors() {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(name).trim();
    return { ink: read("--ink"), paper: read("--paper") };
  }

  function fillHead(content) {
    text.follow(() => {
      document.title = text.of(content.title);
      byId("document-title").textContent = text.of(content.title);
      byId("document-subtitle").textContent = content.asOf ? `${text.message("asOf")} ${content.asOf}` : "";
      byId("document-notes").textContent = content.notes.map(text.of).join(" ");
      byId("document-sources").textContent = [sources(content), text.message("drawnBy")].filter(Boolean).join(" · ");
      byId("language-switch").textContent = text.message("switchLanguage");
      document.querySelectorAll("[data-text]").forEach((node) => { node.textContent = text.message(node.dataset.text); });
    });
    byId("synthetic-label").hidden = !content.isSynthetic;
    byId("print-button").addEventListener("click", () => window.print());
  }

  function fillIndex(content, pageViews) {
    if (pageViews.length < 2) return;
    const index = byId("page-index");
    index.hidden = false;
    text.follow(() => index.setAttribute("aria-label", text.message("pagesLabel")));
    for (const view of pageViews) {
      index.append(element("a", { text: () => text.of(view.page.title), attributes: { href: `#${view.section.id}` } }));
    }
  }

  function start() {
    const content = JSON.parse(byId("quanmap-data").textContent);
    text.messages = content.messages;
    text.language = content.language;
    fillHead(content);
    const colors = readColors();
    const pageViews = content.pages.map((page, serial) => new parts.PageView(content, page, colors, serial));
    fillIndex(content, pageViews);
    const setStep = (step, isComparing) => pageViews.forEach((view) => {
      view.setStep(step);
      view.compare(isComparing);
    });
    const control = parts.steps.build(byId("steps-bar"), content, setStep);
    if (control.step) setStep(control.step, false);
    byId("language-switch").addEventListener("click", () => {
      pageViews.forEach((view) => view.map.closePopup());
      text.setLanguage(text.language === "zh" ? "en" : "zh");
      setStep(control.step, control.isComparing);
    });
    let drawn = null;
    requestAnimationFrame(() => requestAnimationFrame(() => { drawn = performance.now(); }));
    parts.state.expose(content, pageViews, control, () => drawn);
  }

  try {
    start();
  } catch (error) {
    const notice = byId("failure");
    notice.hidden = false;
    notice.textContent = `${text.message("failed") || "The map could not be drawn: "}${error.message}`;
    throw error;
  } finally {
    delete window.quanmapParts;
  }
})(window.quanmapParts);

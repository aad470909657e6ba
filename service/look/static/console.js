// The keyboard. Everything it does is a link, a button or a field that is on the page anyway.
"use strict";

(() => {
  const help = document.getElementById("help");
  const dismiss = document.getElementById("dismiss");
  const steps = [...document.querySelectorAll(".step")];
  let prefix = "";

  document.body.classList.add("keys");
  for (const button of document.querySelectorAll("[data-help]")) {
    button.hidden = false;
    button.addEventListener("click", () => help.showModal());
  }

  const setPrefix = (key) => {
    prefix = key;
    dismiss?.classList.toggle("armed", key === "d");
  };

  const step = (by) => {
    const at = steps.indexOf(document.activeElement);
    const next = at < 0 ? (by > 0 ? 0 : steps.length - 1) : at + by;
    steps[next]?.focus();
  };

  const press = (key) => document.querySelector(`#decide button[data-key="${key}"]`)?.click();

  const focusOn = (id) => {
    const field = document.getElementById(id);
    field?.focus();
    field?.select?.();
  };

  const tick = () => document.activeElement.closest(".item")?.querySelector("input")?.click();

  const actions = {
    j: () => step(1),
    k: () => step(-1),
    x: tick,
    a: () => press("a"),
    w: () => press("w"),
    d: () => dismiss && setPrefix("d"),
    g: () => setPrefix("g"),
    n: () => focusOn("note"),
    "/": () => focusOn("search"),
    "?": () => help?.showModal(),
  };
  const places = { q: "/queue", p: "/paste" };

  const follow = (key) => {
    const first = prefix;
    setPrefix("");
    if (first === "d" && /^[1-6]$/.test(key)) press(key);
    else if (first === "g" && key in places) location.assign(places[key]);
    else return false;
    return true;
  };

  const writing = (target) => target.closest("textarea, select, input:not([type=checkbox])");

  document.addEventListener("keydown", (event) => {
    // While an input method composes, its keys are its own.
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Shift") return;
    if (writing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "Enter" && event.target.matches("input[type=checkbox]")) {
      event.preventDefault();
      event.target.click();
      return;
    }
    if (help?.open) {
      if (event.key === "?") help.close();
      return;
    }
    if (prefix && follow(event.key)) {
      event.preventDefault();
    } else if (Object.hasOwn(actions, event.key)) {
      event.preventDefault();
      actions[event.key]();
    }
  });

  // Words in the text light up with their entry in the list, both ways.
  const light = (key, on) => {
    for (const run of document.querySelectorAll(`[data-keys~="${key}"]`)) {
      run.classList.toggle("current", on);
    }
  };
  for (const item of document.querySelectorAll(".item[data-key]")) {
    const key = item.dataset.key;
    item.addEventListener("focusin", () => {
      light(key, true);
      document.querySelector(`[data-keys~="${key}"]`)?.scrollIntoView({ block: "center" });
    });
    item.addEventListener("focusout", () => light(key, false));
    item.addEventListener("mouseenter", () => light(key, true));
    item.addEventListener("mouseleave", () => light(key, false));
  }
})();

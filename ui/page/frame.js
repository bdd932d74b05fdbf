/* What the browser does itself, and what all places of the page share: the language it prefers, light and
   dark, and an Enter that belongs to an input method. Nothing is sent elsewhere.

   `inyong.look` has a function for each place of our own HTML; Gradio calls it when the place is there. */
"use strict";

window.inyong = (() => {
  const keep = (name, value) => {
    try {
      localStorage.setItem(`inyong-${name}`, value);
    } catch {
      // storage is refused: the choice lasts as long as the page
    }
  };
  const kept = (name) => {
    try {
      return localStorage.getItem(`inyong-${name}`);
    } catch {
      return null;
    }
  };
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const scroll = (box, top) => box.scrollTo({ top, behavior: calm() ? "auto" : "smooth" });
  const within = (event, selector) => event.target.closest?.(selector);

  /** An element with a class, a text and others in it. */
  const make = (tag, name, text, ...inner) => {
    const element = document.createElement(tag);
    element.className = name;
    element.append(text, ...inner);
    return element;
  };

  /* Enter that ends a composition (Korean, Japanese, Chinese) must not reach Gradio's own handler,
     which sends. Safari fires it after the composition, with the old key code 229. */
  let composing = false;
  const onEnter = (event) => {
    if (event.key !== "Enter") return;
    if (event.type === "keydown") composing = event.isComposing || event.keyCode === 229;
    if (composing || event.isComposing) event.stopImmediatePropagation();
  };
  document.addEventListener("keydown", onEnter, true);
  document.addEventListener("keypress", onEnter, true);

  /* Gradio follows the system; a choice made here before goes over it. */
  const dress = () => {
    const theme = kept("theme");
    if (theme) document.body.classList.toggle("dark", theme === "dark");
  };

  return {
    keep, kept, scroll, within, make,

    /** The language chosen here before, else the browser's. */
    language: () =>
      kept("language") ?? (navigator.languages?.[0] ?? navigator.language ?? "ko").split("-")[0],

    /** Turn from light to dark or back. */
    turn: () => {
      keep("theme", document.body.classList.toggle("dark") ? "dark" : "light");
    },

    look: {
      head: (element, trigger, props, watch) => {
        dress();
        watch("value", () => {
          const said = element.querySelector("[data-language]")?.dataset;
          if (!said) return;
          document.documentElement.lang = said.language;
          document.querySelector("#box .submit-button")?.setAttribute("aria-label", said.send);
        });
        document.addEventListener("change", (event) => {
          if (within(event, "#language")) keep("language", event.target.value);
        });
      },
    },
  };
})();

/* What the browser does itself: the language it prefers, light and dark, clicks in our own HTML,
   scrolling to a quote, and an Enter that belongs to an input method. Nothing is sent elsewhere. */
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

  /* Keep the newest question at the top of the chat, so that its answer is read from its start. */
  const follow = () => {
    const last = document.querySelector("#transcript .exchange:last-child");
    if (last) scroll(document.getElementById("transcript"), last.offsetTop - 24);
  };

  let opener = null; // the button that opened the article, which gets the focus back
  let closePane = () => {};

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
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.querySelector("#pane .scroll")) closePane();
  });

  /* Gradio follows the system; a choice made here before goes over it. */
  const dress = () => {
    const theme = kept("theme");
    if (theme) document.body.classList.toggle("dark", theme === "dark");
  };

  return {
    /** The language chosen here before, else the browser's. */
    language: () =>
      kept("language") ?? (navigator.languages?.[0] ?? navigator.language ?? "ko").split("-")[0],

    /** Turn from light to dark or back. */
    turn: () => {
      keep("theme", document.body.classList.toggle("dark") ? "dark" : "light");
    },

    /** Show a question at once, empty the box, and hand on what was said to the server. */
    asked: (said) => {
      const question = said[0].trim();
      if (!question) return said;
      const make = (tag, name, text, ...inner) => {
        const element = document.createElement(tag);
        element.className = name;
        element.append(text, ...inner);
        return element;
      };
      const place = document.querySelector("#transcript .html-container > div");
      let talk = place.querySelector(".talk");
      if (!talk) place.replaceChildren((talk = make("div", "talk", "")));
      const waiting = document.querySelector("[data-searching]")?.dataset.searching ?? "…";
      const words = make("p", "question", "", make("span", "asked", question));
      talk.append(make("section", "exchange", "", words, make("p", "searching", waiting)));
      follow();
      const box = document.querySelector("#box textarea");
      box.value = "";
      box.dispatchEvent(new Event("input", { bubbles: true }));
      return said;
    },

    /** Bring the marked quote of the open article into view, and the keyboard to the article. */
    show: (tries = 40) => {
      const box = document.querySelector("#pane .scroll");
      if (!box) {
        if (tries > 0) setTimeout(() => window.inyong.show(tries - 1), 25);
        return;
      }
      const mark = box.querySelector("#quoted");
      const above = mark
        ? mark.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop
        : 0;
      scroll(box, Math.max(0, above - box.clientHeight / 3));
      box.focus({ preventScroll: true });
    },

    /** What each place of our own HTML does; called by Gradio when it is there. */
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

      transcript: (element, trigger, props, watch) => {
        element.addEventListener("click", (event) => {
          const plain = within(event, "[data-plainly]");
          if (plain) {
            plain.disabled = true; // until the new answer takes its place
            trigger("plainly", { exchange: plain.dataset.plainly });
            return;
          }
          const button = within(event, "[data-open]");
          if (!button) return;
          opener = button;
          trigger("cite", { place: button.dataset.open });
        });
        watch("value", follow);
      },

      pane: (element, trigger, props) => {
        closePane = () => {
          props.value = "";
          trigger("shut");
          if (opener?.isConnected) opener.focus();
        };
        element.addEventListener("click", (event) => {
          if (within(event, "[data-shut]")) closePane();
        });
      },

      panel: (element, trigger, props) => {
        element.addEventListener("click", (event) => {
          if (within(event, "[data-stop]")) trigger("stop");
          if (within(event, "[data-shut]")) props.value = "";
        });
      },
    },
  };
})();

/* The talk: a question is shown as soon as it is asked, and what is clicked in an answer. */
"use strict";

{
  const { scroll, within, make } = inyong;
  const place = () => document.querySelector("#transcript .html-container > div");

  /* Keep the newest question at the top of the chat, so that its answer is read from its start. */
  const follow = () => {
    const last = document.querySelector("#transcript .exchange:last-child");
    if (last) scroll(document.getElementById("transcript"), last.offsetTop - 24);
  };

  /** Show a question at once, empty the box, and hand on what was said to the server. */
  inyong.asked = (said) => {
    const question = said[0].trim();
    if (!question) return said;
    let talk = place().querySelector(".talk");
    if (!talk) place().replaceChildren((talk = make("div", "talk", "")));
    const waiting = document.querySelector("[data-searching]")?.dataset.searching ?? "…";
    const words = make("h2", "question", "", make("span", "asked", question));
    talk.append(make("section", "exchange", "", words, make("p", "searching", waiting)));
    follow();
    const box = document.querySelector("#box textarea");
    box.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
    return said;
  };

  /* Copying, also where the browser has no clipboard for pages that came without TLS. */
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = make("textarea", "unseen", "");
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };

  /** Say something for a moment, to the eye and to a screen reader. */
  let hush = 0;
  inyong.say = (text) => {
    const said = document.getElementById("said");
    said.textContent = text;
    clearTimeout(hush);
    hush = setTimeout(() => (said.textContent = ""), 4000);
  };

  const copied = async (button) => {
    const menu = button.closest(".copy");
    const done = await copy(button.dataset.copy);
    inyong.say(done ? menu.dataset.copied : menu.dataset.failed);
    menu.open = false;
    menu.querySelector("summary").focus();
  };

  const shutMenus = (but) => {
    for (const menu of document.querySelectorAll(".copy[open]")) if (menu !== but) menu.open = false;
  };
  document.addEventListener("click", (event) => shutMenus(within(event, ".copy")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector(".copy[open]");
    if (!menu) return;
    event.stopImmediatePropagation(); // it shuts the menu, not the article
    menu.open = false;
    menu.querySelector("summary").focus();
  }, true);

  inyong.look.transcript = (element, trigger) => {
    const said = make("div", "toast", "");
    said.id = "said";
    said.setAttribute("role", "status");
    document.querySelector("#chat").append(said);
    element.addEventListener("click", (event) => {
      const plain = within(event, "[data-plainly]");
      if (plain) {
        plain.disabled = true; // until the new answer takes its place
        trigger("plainly", { exchange: plain.dataset.plainly, without: plain.dataset.without });
        return;
      }
      const text = within(event, "[data-copy]");
      if (text) {
        copied(text);
        return;
      }
      const button = within(event, "[data-open]");
      if (!button) return;
      inyong.opener = button; // gets the focus back when the article is closed
      trigger("cite", { place: button.dataset.open });
    });
  };

  /* The server sends the talk from the first turn that is new: those before it stay as they are. */
  inyong.look.turns = (element, trigger, props, watch) => {
    watch("value", () => {
      const came = element.querySelector(".talk");
      const talk = document.querySelector("#transcript .talk");
      const since = Number(came?.dataset.since ?? 0);
      if (since && talk) {
        for (const old of [...talk.children].slice(since)) old.remove();
        talk.append(...came.children);
      } else {
        place().replaceChildren(...element.childNodes);
      }
      follow();
    });
  };
}

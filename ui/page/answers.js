/* The talk: a question is shown as soon as it is asked, and what is clicked in an answer. */
"use strict";

{
  const { scroll, within, make } = inyong;

  /* Keep the newest question at the top of the chat, so that its answer is read from its start. */
  const follow = () => {
    const last = document.querySelector("#transcript .exchange:last-child");
    if (last) scroll(document.getElementById("transcript"), last.offsetTop - 24);
  };

  /** Show a question at once, empty the box, and hand on what was said to the server. */
  inyong.asked = (said) => {
    const question = said[0].trim();
    if (!question) return said;
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
  };

  inyong.look.transcript = (element, trigger, props, watch) => {
    element.addEventListener("click", (event) => {
      const plain = within(event, "[data-plainly]");
      if (plain) {
        plain.disabled = true; // until the new answer takes its place
        trigger("plainly", { exchange: plain.dataset.plainly, without: plain.dataset.without ?? "" });
        return;
      }
      const button = within(event, "[data-open]");
      if (!button) return;
      inyong.opener = button; // gets the focus back when the article is closed
      trigger("cite", { place: button.dataset.open });
    });
    watch("value", follow);
  };
}

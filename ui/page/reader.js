/* The article beside the chat: the marked quote comes into view; Escape closes it. */
"use strict";

{
  const { scroll, within } = inyong;
  let close = () => {};

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.querySelector("#pane .scroll")) close();
  });

  /** Bring the marked quote of the open article into view, and the keyboard to the article. */
  inyong.show = (tries = 40) => {
    const box = document.querySelector("#pane .scroll");
    if (!box) {
      if (tries > 0) setTimeout(() => inyong.show(tries - 1), 25);
      return;
    }
    const mark = box.querySelector("#quoted");
    const above = mark
      ? mark.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop
      : 0;
    scroll(box, Math.max(0, above - box.clientHeight / 3));
    box.focus({ preventScroll: true });
  };

  inyong.look.pane = (element, trigger, props) => {
    close = () => {
      props.value = "";
      trigger("shut");
      if (inyong.opener?.isConnected) inyong.opener.focus();
    };
    element.addEventListener("click", (event) => {
      if (within(event, "[data-shut]")) close();
    });
  };
}

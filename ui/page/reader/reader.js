/* The article beside the chat: the marked quotes one after the other, finding words in it, and closing it.

   Keys while the article has the focus: Left and Right go from quote to quote, "/" goes to the search.
   In the search: Enter and Shift+Enter go from match to match, Escape empties it; else it closes the article. */
"use strict";

{
  const { scroll, within } = inyong;
  const MOST = 2000; // matches that are counted and painted
  const NARROW = matchMedia("(max-width: 760px)");
  const paints = "highlights" in CSS; // without, the match at hand is selected instead
  const pane = (selector) => document.querySelector(`#pane ${selector}`);
  let close = () => {};
  let mark = 0; // number of the quote at hand
  let matches = [];
  let match = 0;

  const toThird = (place) => {
    const box = pane(".scroll");
    const above = place.getBoundingClientRect().top - box.getBoundingClientRect().top;
    scroll(box, Math.max(0, above + box.scrollTop - box.clientHeight / 3));
  };

  /* ---- From quote to quote ---- */
  const numbers = () =>
    [...new Set([...document.querySelectorAll("#pane mark")].map((one) => +one.dataset.mark))].sort(
      (one, other) => one - other,
    );
  const showMark = (moving) => {
    const all = numbers();
    const place = pane(".steps .place");
    if (!place) return;
    place.textContent = `${all.indexOf(mark) + 1}/${all.length}`;
    for (const one of document.querySelectorAll("#pane mark"))
      one.classList.toggle("at", all.length > 1 && +one.dataset.mark === mark);
    for (const button of document.querySelectorAll('#pane [data-step="mark"]'))
      button.disabled = !all.length;
    const first = pane(`mark[data-mark="${mark}"]`);
    if (moving && first) toThird(first);
  };
  const stepMark = (by) => {
    const all = numbers();
    if (!all.length) return;
    mark = all[(all.indexOf(mark) + by + all.length) % all.length];
    showMark(true);
  };

  /* ---- Finding words: highlights are laid over the text, which stays as it is ---- */
  const pieces = () => {
    const walk = document.createTreeWalker(pane("article"), NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, {
      acceptNode: (node) => (node.hidden ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT),
    });
    const found = [];
    let text = "";
    let block = null;
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node.nodeType !== Node.TEXT_NODE) continue;
      const mine = node.parentElement.closest("h2, h3, p, .body > *");
      if (block && mine !== block) text += "\n\n"; // no match runs from one block into the next
      block = mine;
      found.push({ node, start: text.length });
      text += node.data;
    }
    return { found, text };
  };
  const rangeOf = (found, start, end) => {
    const at = (place, last) => found.findLast((one) => (last ? one.start < place : one.start <= place));
    const [first, last] = [at(start, false), at(end, true)];
    const range = new Range();
    range.setStart(first.node, start - first.start);
    range.setEnd(last.node, end - last.start);
    return range;
  };
  const patternOf = (words) => {
    const parts = words.normalize("NFC").trim().split(/\s+/u);
    const literal = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&"));
    return new RegExp(literal.join("[^\\S\\n]*(?:\\n(?!\\n))?[^\\S\\n]*"), "giu");
  };
  const paint = () => {
    const place = pane(".find .place");
    const words = pane(".find input").value.trim();
    place.textContent = matches.length ? `${match + 1}/${matches.length}` : words && place.dataset.none;
    for (const button of document.querySelectorAll('#pane [data-step="match"]'))
      button.disabled = !matches.length;
    if (!paints) {
      const selection = getSelection();
      if (matches.length) selection.removeAllRanges(), selection.addRange(matches[match]);
      return;
    }
    CSS.highlights.set("found", new Highlight(...matches));
    CSS.highlights.set("found-here", new Highlight(...matches.slice(match, match + 1)));
  };
  const find = () => {
    const words = pane(".find input").value;
    matches = [];
    match = 0;
    if (words.trim()) {
      const { found, text } = pieces();
      for (const one of text.matchAll(patternOf(words))) {
        matches.push(rangeOf(found, one.index, one.index + one[0].length));
        if (matches.length === MOST) break;
      }
    }
    paint();
    if (matches.length) toThird(matches[0]);
  };
  const stepMatch = (by) => {
    if (!matches.length) return;
    match = (match + by + matches.length) % matches.length;
    paint();
    toThird(matches[match]);
  };
  const forget = () => {
    matches = [];
    if (paints) CSS.highlights.clear();
  };

  /* ---- Opening and closing ---- */
  const cover = () => {
    // on a phone the article lies over all else, which the keyboard must not reach then
    const covered = NARROW.matches && !!pane(".scroll");
    for (const name of ["top", "chat"]) document.getElementById(name).inert = covered;
  };
  NARROW.addEventListener("change", cover);

  /** Bring the marked quote of the open article into view, and the keyboard to the article. */
  inyong.show = (tries = 40) => {
    const box = pane(".scroll");
    if (!box) {
      if (tries > 0) setTimeout(() => inyong.show(tries - 1), 25);
      return;
    }
    forget();
    cover();
    const quoted = pane("#quoted");
    mark = +(quoted?.dataset.mark ?? 0);
    showMark(false);
    if (pane(".find")) paint();
    if (quoted) toThird(quoted);
    else scroll(box, 0);
    box.focus({ preventScroll: true });
    const title = pane("article .title");
    if (!title) return;
    new IntersectionObserver(
      ([seen]) => pane(".bar")?.classList.toggle("passed", !seen.isIntersecting),
      { root: box },
    ).observe(title);
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || !pane(".scroll")) return;
    if (event.key === "Escape") {
      const box = pane(".find input");
      if (box && box === document.activeElement && box.value) {
        event.preventDefault();
        box.value = "";
        find();
      } else close();
      return;
    }
    const inside = within(event, "#pane");
    if (!inside || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input")) {
      if (event.key !== "Enter") return;
      event.preventDefault();
      stepMatch(event.shiftKey ? -1 : 1);
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      stepMark(event.key === "ArrowLeft" ? -1 : 1);
    } else if (event.key === "/") {
      event.preventDefault();
      pane(".find input")?.focus();
    }
  });

  inyong.look.pane = (element, trigger, props) => {
    close = () => {
      forget();
      props.value = "";
      trigger("shut");
      for (const name of ["top", "chat"]) document.getElementById(name).inert = false;
      if (inyong.opener?.isConnected) inyong.opener.focus();
    };
    element.addEventListener("click", (event) => {
      if (within(event, "[data-shut]")) close();
      const step = within(event, "[data-step]");
      if (step) (step.dataset.step === "mark" ? stepMark : stepMatch)(+step.dataset.by);
      const other = within(event, "[data-open]");
      if (other) trigger("cite", { place: other.dataset.open });
    });
    element.addEventListener("input", (event) => {
      if (within(event, ".find")) find();
    });
  };
}

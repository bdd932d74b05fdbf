/* The table of articles: what is looked for, its order and page, and which articles are chosen. */
"use strict";

{
  const { within } = inyong;
  const TYPING_MS = 200; // after the last letter
  const selection = { text: "", publisher: "", language: "", by: "date", downwards: true, page: 0 };
  const chosen = new Set();
  let ask = () => {};
  let focused = null; // a control of the table that is drawn anew

  inyong.selection = () => ({ ...selection });
  inyong.rows = () => ask({});

  inyong.look.browse = (element, trigger, props, watch) => {
    let typing = 0;
    ask = (change) => {
      Object.assign(selection, change);
      trigger("browse", { selection: { ...selection } });
    };
    const fill = () => {
      for (const field of element.querySelectorAll("[data-key]")) {
        const key = field.dataset.key;
        if (key === "order") {
          field.value = `${selection.by}:${selection.downwards ? "down" : "up"}`;
          continue;
        }
        field.value = selection[key];
        if (field.value !== selection[key]) field.value = selection[key] = ""; // it is no more
      }
    };
    inyong.ordered = fill;
    watch("value", () => {
      fill();
      if (document.body.dataset.library) ask({});
    });
    element.addEventListener("input", (event) => {
      if (event.target.dataset.key !== "text") return;
      clearTimeout(typing);
      const text = event.target.value;
      typing = setTimeout(() => ask({ text, page: 0 }), TYPING_MS);
    });
    element.addEventListener("change", (event) => {
      const { key } = event.target.dataset;
      if (key === "order") {
        const [by, way] = event.target.value.split(":");
        ask({ by, downwards: way === "down", page: 0 });
      } else if (key !== "text") {
        ask({ [key]: event.target.value, page: 0 });
      }
    });
  };

  inyong.look.rows = (element, trigger, props, watch) => {
    const boxes = () => [...element.querySelectorAll("tbody input")];

    const count = () => {
      const bar = element.querySelector(".chosen");
      if (!bar) return;
      bar.hidden = chosen.size === 0;
      const words = document.getElementById("words").dataset.chosen;
      bar.querySelector("span").textContent = words.replace("{count}", chosen.size);
      const all = element.querySelector("[data-all]");
      const here = boxes().filter((box) => box.checked).length;
      all.checked = here > 0 && here === boxes().length;
      all.indeterminate = here > 0 && !all.checked;
    };

    const mark = () => {
      for (const box of boxes()) box.checked = chosen.has(box.value);
      count();
    };

    const remove = async (button) => {
      const question = document.getElementById("words").dataset.removeQuestion;
      if (!(await inyong.sure(question.replace("{count}", chosen.size), button.textContent))) return;
      inyong.tell({ deed: "remove", ids: [...chosen] });
      chosen.clear();
      mark();
    };

    watch("value", () => {
      mark();
      const again = focused && element.querySelector(focused);
      if (again && document.activeElement === document.body) again.focus();
      focused = null;
    });

    element.addEventListener("change", (event) => {
      const box = event.target;
      for (const each of "all" in box.dataset ? boxes() : [box]) {
        each.checked = box.checked;
        chosen[box.checked ? "add" : "delete"](each.value);
      }
      count();
    });

    element.addEventListener("click", (event) => {
      const button = within(event, "button");
      if (!button) return;
      const { by, page, way, open } = button.dataset;
      if (by) {
        focused = `[data-by="${by}"]`;
        const downwards = by === selection.by ? !selection.downwards : by === "date" || by === "passages";
        ask({ by, downwards, page: 0 });
        inyong.ordered();
      } else if (page) {
        focused = `[data-way="${way}"]`;
        ask({ page: Number(page) });
        document.getElementById("browse").scrollIntoView({ block: "start" });
      } else if (open) {
        inyong.opener = button; // gets the focus back when the article is closed
        trigger("cite", { place: open });
      } else if ("unchoose" in button.dataset) {
        chosen.clear();
        mark();
      } else if (button.dataset.deed === "remove") {
        remove(button);
      }
    });
  };
}

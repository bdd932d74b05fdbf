/* Filters beside the box: kept here, sent along with each question, and shown as long as they are set. */
"use strict";

{
  const { within, make } = inyong;
  const set = {}; // name → value of what is set
  let unfolded = false;

  /** What is handed to the server with a question: the filters in the last place. */
  inyong.within_filters = (said) => {
    said[3] = Object.keys(set).length ? JSON.stringify(set) : "";
    return said;
  };

  inyong.look.filters = (element, trigger, props, watch) => {
    const fields = () => [...element.querySelectorAll("[data-filter]")];
    const words = () => element.querySelector(".filters").dataset;

    const name = (field) => {
      if (field.type === "date") return words()[field.dataset.filter].replace("{day}", field.value);
      return field.selectedOptions[0].textContent.replace(/ \([\d,]+\)$/, "");
    };

    const show = () => {
      const chips = fields().filter((field) => field.value).map((field) => {
        const chip = make("button", "set-filter", name(field), make("span", "", "×"));
        chip.type = "button";
        chip.dataset.drop = field.dataset.filter;
        chip.lastChild.setAttribute("aria-hidden", "true");
        chip.setAttribute("aria-label", words().drop.replace("{name}", name(field)));
        return make("li", "", "", chip);
      });
      element.querySelector(".set-filters").replaceChildren(...chips);
      element.querySelector(".unset").hidden = !chips.length;
      element.querySelector("#fields").hidden = !unfolded;
      element.querySelector(".fold").setAttribute("aria-expanded", String(unfolded));
      const swapped = set.since && set.until && set.since > set.until;
      const line = element.querySelector(".swapped");
      line.textContent = swapped ? words().swapped : "";
      for (const field of fields()) {
        if (field.type === "date") field.setAttribute("aria-invalid", String(Boolean(swapped)));
      }
    };

    const keep = (field) => {
      if (field.value) set[field.dataset.filter] = field.value;
      else delete set[field.dataset.filter];
      show();
    };

    watch("value", () => {
      if (!element.querySelector(".filters")) return;
      for (const field of fields()) {
        const value = set[field.dataset.filter] ?? "";
        field.value = value;
        if (value && field.value !== value) {
          field.append(new Option(value, value, true, true)); // the library holds none now
        }
      }
      show();
    });

    element.addEventListener("change", (event) => {
      if (event.target.dataset.filter) keep(event.target);
    });

    element.addEventListener("click", (event) => {
      if (within(event, ".fold")) {
        unfolded = !unfolded;
        show();
        if (unfolded) fields()[0].focus();
      }
      const chip = within(event, "[data-drop]");
      for (const field of fields()) {
        if (within(event, ".unset") || chip?.dataset.drop === field.dataset.filter) {
          field.value = "";
          keep(field);
          element.querySelector(".fold").focus();
        }
      }
    });

    element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !unfolded || document.querySelector("#pane .scroll")) return;
      event.stopPropagation();
      unfolded = false;
      show();
      element.querySelector(".fold").focus();
    });
  };
}

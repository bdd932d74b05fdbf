/* The panel that shows an update of the library. */
"use strict";

inyong.look.panel = (element, trigger, props) => {
  element.addEventListener("click", (event) => {
    if (inyong.within(event, "[data-stop]")) trigger("stop");
    if (inyong.within(event, "[data-shut]")) props.value = "";
  });
};

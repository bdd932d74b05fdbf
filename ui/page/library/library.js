/* The library beside the chat: opened and shut, what changes it, files on their way, a running update. */
"use strict";

{
  const { within, make } = inyong;
  const said = () => document.getElementById("words").dataset;
  const opener = () => document.getElementById("shelves");
  const isOpen = () => document.body.dataset.library === "open";
  const article = () => document.querySelector("#pane .scroll");
  const LOOK_MS = 500; // between two looks at a running update
  let tell = () => {}; // hands a deed to the server

  const shut = () => {
    delete document.body.dataset.library;
    opener().setAttribute("aria-expanded", "false");
    opener().focus();
  };

  /** Open the library, also from under an open article; where it is in view, shut it. */
  inyong.library = () => {
    if (isOpen() && !article()) return shut();
    document.querySelector("#pane [data-shut]")?.click();
    document.body.dataset.library = "open";
    opener().setAttribute("aria-expanded", "true");
    inyong.rows();
    document.querySelector("#bar h2")?.focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || !isOpen() || article()) return;
    const isWriting = event.target.matches("input:not([type=checkbox])") && event.target.value;
    if (document.querySelector("dialog[open]") || isWriting) return;
    shut();
  }, true);

  /** Ask whether a deed is meant; false after Escape or "cancel". */
  inyong.sure = (question, deed) =>
    new Promise((resolve) => {
      const no = make("button", "", said().cancel);
      const yes = make("button", "yes", deed);
      const dialog = make("dialog", "sure", "", make("p", "", question), make("div", "ways", "", no, yes));
      dialog.setAttribute("aria-label", deed);
      no.onclick = () => dialog.close("");
      yes.onclick = () => dialog.close("yes");
      dialog.onclose = () => {
        dialog.remove();
        resolve(dialog.returnValue === "yes");
      };
      document.querySelector(".gradio-container").append(dialog);
      dialog.showModal();
      no.focus();
    });

  inyong.tell = (deed) => tell(deed);

  inyong.look.bar = (element, trigger, props, watch) => {
    const pane = element.closest("#library");
    pane.setAttribute("role", "region");
    /* The button that opened an article is hidden until the article is gone: the focus returns then. */
    new MutationObserver(() => {
      const isLost = document.activeElement === document.body && inyong.opener?.isConnected;
      if (isOpen() && !article() && isLost) inyong.opener.focus();
    }).observe(document.getElementById("pane"), { childList: true, subtree: true });
    watch("value", () => {
      const head = element.querySelector("h2");
      if (!head) return;
      head.tabIndex = -1;
      pane.setAttribute("aria-label", head.textContent);
      opener().setAttribute("aria-expanded", String(isOpen()));
      opener().setAttribute("aria-controls", "library");
    });
    element.addEventListener("click", (event) => {
      if (within(event, "[data-shut]")) shut();
    });
    pane.addEventListener("dragover", (event) => {
      if (document.getElementById("files")) pane.classList.add("over");
    });
    for (const end of ["dragleave", "drop"]) {
      pane.addEventListener(end, (event) => {
        if (end === "drop" || !pane.contains(event.relatedTarget)) pane.classList.remove("over");
      });
    }
    pane.addEventListener("drop", (event) => take([...event.dataTransfer.files]));
  };

  /* A file that is dropped beside the library must not replace the page. */
  for (const kind of ["dragover", "drop"]) {
    document.addEventListener(kind, (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    });
  }

  inyong.look.shelf = (element, trigger, props, watch) => {
    tell = (deed) => trigger("edit", { ...deed, selection: inyong.selection() });
    const unfolded = new Set(); // folds stay as they were when the shelf is shown anew
    const add = () => tell({ deed: "folder", where: document.getElementById("folder").value });
    element.addEventListener("click", async (event) => {
      const button = within(event, "[data-deed]");
      if (!button) return;
      const { deed, question, where } = button.dataset;
      if (deed === "folder") return add();
      if (!question || (await inyong.sure(question, button.textContent))) tell({ deed, where });
    });
    element.addEventListener("keydown", (event) => {
      if (event.target.id === "folder" && event.key === "Enter" && !event.isComposing) add();
    });
    element.addEventListener("change", (event) => {
      if (event.target.id !== "files") return;
      take([...event.target.files]);
      event.target.value = ""; // so that the same file can be chosen again
    });
    element.addEventListener("toggle", (event) => {
      unfolded[event.target.open ? "add" : "delete"](event.target.className);
    }, true);
    watch("value", () => {
      for (const fold of element.querySelectorAll("details")) fold.open = unfolded.has(fold.className);
    });
  };

  /* ---- Files on their way ---- */
  let list = null;
  inyong.look.uploads = (element) => {
    list = make("ul", "uploads", "");
    list.setAttribute("aria-live", "polite");
    element.replaceChildren(list);
  };

  const send = (file, bar) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const address = new URL("upload", document.baseURI);
      address.searchParams.set("name", file.name);
      request.open("POST", address);
      request.upload.onprogress = (event) => (bar.value = event.loaded / event.total);
      request.onerror = () => resolve("failed");
      request.onload = () => {
        try {
          resolve(request.status === 201 ? "" : JSON.parse(request.responseText).refused);
        } catch {
          resolve("failed");
        }
      };
      request.send(file);
    });

  const reason = (refused) => {
    const input = document.getElementById("files");
    if (refused === "large") return input?.dataset.large ?? refused;
    const name = `refused${refused[0].toUpperCase()}${refused.slice(1)}`;
    return said()[name] ?? said().refusedFailed;
  };

  let sending = Promise.resolve();

  /** Upload files, one after the other, then let the library read them. */
  const take = (files) => {
    const input = document.getElementById("files");
    if (!input || !files.length) return;
    const most = Number(said().most);
    const items = files.slice(0, most).map((file) => {
      const bar = make("progress", "", "");
      bar.value = 0;
      bar.setAttribute("aria-label", file.name);
      const item = make("li", "", "", make("bdi", "", file.name), bar);
      return { file, bar, item };
    });
    for (const old of list.querySelectorAll(".bad")) old.remove();
    list.append(...items.map(({ item }) => item));
    if (files.length > most) list.append(make("li", "bad", said().many));
    sending = sending.then(async () => {
      let count = 0;
      for (const { file, bar, item } of items) {
        const tooLarge = file.size > Number(input.dataset.limit);
        const refused = tooLarge ? "large" : await send(file, bar);
        if (refused) {
          item.className = "bad";
          bar.replaceWith(make("span", "", reason(refused)));
        } else {
          count += 1;
          bar.replaceWith(make("span", "", said().done));
        }
      }
      for (const { item } of items) if (!item.className) item.remove();
      if (count) tell({ deed: "uploaded" });
    });
  };

  /* ---- How an update stands: in the library, or as a slim line while that is shut ---- */
  const places = []; // panel and slim line, each with a way to clear it
  const isRunning = () => places.some(({ element }) => element.querySelector("[data-running]"));

  /** What has ended is told until it is closed, or the language is another. */
  const clearEnded = () => {
    if (!isRunning()) places.forEach(({ clear }) => clear());
  };
  document.addEventListener("change", (event) => {
    if (within(event, "#language")) clearEnded();
  });

  const onUpdate = (element, props) => {
    places.push({ element, clear: () => (props.value = "") });
    element.addEventListener("click", (event) => {
      if (within(event, "[data-stop]")) {
        within(event, "[data-stop]").disabled = true;
        tell({ deed: "stop" });
      }
      if (within(event, "[data-shelf]")) opener().click();
      if (within(event, "[data-shut]")) {
        props.value = "";
        clearEnded();
      }
    });
  };

  inyong.look.panel = (element, trigger, props) => onUpdate(element, props);

  inyong.look.slim = (element, trigger, props) => {
    onUpdate(element, props);
    /* As long as either place says that it runs: answers may come in another order than was asked. */
    setInterval(() => {
      const noted = document.querySelector("#panel [data-note]") !== null;
      if (isRunning()) trigger("look", { selection: inyong.selection(), noted });
    }, LOOK_MS);
  };
}

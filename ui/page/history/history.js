/* Past conversations: listed in a drawer, opened again, renamed, deleted, saved to a file. With --history browser
   they lie in this browser's storage, a key each; with --history disk on the server, and only the list is here. */
"use strict";

{
  const { within, make } = inyong;
  const KEY = "inyong-talk-";
  const OPEN = "inyong-open"; // the conversation of this tab, so that a reload goes on with it
  const MOST = 50;
  const LETTERS = 4_000_000; // of all; browsers keep about five million for a site

  let kind = "off";
  let words = {};
  let list = []; // {id, title, at}, newest first
  let current = "";
  let tell = () => {};
  let warned = false;
  let renaming = false;

  /* ---- The browser's storage; any access may be refused ---- */
  const tried = (deed, otherwise) => {
    try {
      return deed();
    } catch {
      return otherwise;
    }
  };
  const read = (id) => tried(() => JSON.parse(localStorage.getItem(KEY + id)), null);
  const forget = (id) => tried(() => localStorage.removeItem(KEY + id));
  const stored = () => {
    const keys = tried(() => Object.keys(localStorage).filter((key) => key.startsWith(KEY)), []);
    const found = keys.map((key) => {
      const text = tried(() => localStorage.getItem(key), null) ?? "";
      const { id, title, at } = tried(() => JSON.parse(text), null) ?? {};
      return { id: String(id), title: String(title), at: String(at), size: text.length, key };
    });
    return found
      .filter((one) => one.key === KEY + one.id)
      .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  };

  /** Keep a conversation; "full" if older ones went for it, "refused" if it could not be kept. */
  const put = (record) => {
    const before = read(record.id);
    if (before?.is_named) Object.assign(record, { title: before.title, is_named: true });
    const text = JSON.stringify(record);
    const others = stored().filter((one) => one.id !== record.id);
    const room = () => LETTERS - text.length - others.reduce((sum, one) => sum + one.size, 0);
    let went = false;
    const drop = () => {
      forget(others.pop().id);
      went = true;
    };
    while (others.length && (others.length >= MOST || room() < 0)) drop();
    for (;;) {
      if (tried(() => (localStorage.setItem(KEY + record.id, text), true), false)) {
        return went && others.length + 1 < MOST ? "full" : "";
      }
      if (!others.length) return "refused";
      drop();
    }
  };

  /* ---- The drawer ---- */
  const drawer = () => document.querySelector("#drawer .drawer");
  const note = (text) => {
    const line = drawer()?.querySelector(".note");
    if (line) line.textContent = text ?? "";
  };
  const warn = (text) => {
    if (!warned) note(text); // once, and quietly
    warned = true;
  };
  const day = (at) => {
    const when = new Date(at);
    if (Number.isNaN(when.getTime())) return "";
    return when.toLocaleDateString(document.documentElement.lang || "ko", {
      year: "numeric", month: "long", day: "numeric",
    });
  };
  const button = (name, text, deed, label) => {
    const made = make("button", name, text);
    made.type = "button";
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", deed);
    return made;
  };

  const row = (one) => {
    const open = button("title", one.title, () => reopen(one.id));
    open.dir = "auto";
    if (one.id === current) open.setAttribute("aria-current", "true");
    const time = make("time", "day", day(one.at));
    time.dateTime = one.at;
    const deeds = make(
      "span", "deeds", "",
      button("deed", words.rename, () => rename(one, item), `${words.rename}: ${one.title}`),
      button("deed", words.remove, () => ask(item, words.sure, () => remove(one.id)), `${words.remove}: ${one.title}`),
    );
    const item = make("li", "", "", open, make("div", "facts", "", time, deeds));
    item.dataset.id = one.id;
    return item;
  };

  const render = () => {
    const place = drawer();
    if (!place || renaming) return;
    place.querySelector(".talks").replaceChildren(...list.map(row));
    place.querySelector(".none").hidden = kind === "off" || list.length > 0;
    place.querySelector("[data-clear]").hidden = !list.length;
    place.querySelector(".saves").hidden = !document.querySelector("#transcript .exchange");
    offer();
  };

  /** Ask whether something is to be deleted, in the place of a row's last line. */
  const ask = (place, question, deed) => {
    const facts = place.querySelector(".facts") ?? place;
    const before = [...facts.childNodes];
    const yes = button("deed yes", words.yes, deed);
    const no = button("deed", words.cancel, () => {
      facts.replaceChildren(...before);
      facts.querySelector("button")?.focus();
    });
    facts.replaceChildren(make("span", "doubt", question), yes, no);
    no.focus();
  };

  const rename = (one, item) => {
    const field = make("input", "rename", "");
    field.value = one.title;
    field.maxLength = 60;
    field.setAttribute("aria-label", words.title);
    let done = false;
    renaming = true;
    const end = (save) => {
      if (done) return;
      done = true;
      renaming = false;
      const title = field.value.trim();
      if (!save || !title || title === one.title) return render();
      list = list.map((each) => (each.id === one.id ? { ...each, title } : each));
      if (kind === "disk") tell("alter", { deed: "rename", id: one.id, title });
      else put({ ...read(one.id), title, is_named: true });
      render();
      drawer().querySelector(`[data-id="${one.id}"] .title`)?.focus();
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") end(true);
      if (event.key === "Escape") {
        event.stopPropagation();
        end(false);
      }
    });
    field.addEventListener("blur", () => end(true));
    item.querySelector(".title").replaceWith(field);
    field.focus();
    field.select();
  };

  const gone = (ids) => {
    list = list.filter((one) => !ids.includes(one.id));
    render();
    if (ids.includes(current)) document.getElementById("new").click();
    drawer()?.querySelector(".begin")?.focus();
  };
  const remove = (id) => {
    if (kind === "disk") tell("alter", { deed: "remove", id });
    else forget(id);
    gone([id]);
  };
  const clear = () => {
    if (kind === "disk") tell("alter", { deed: "clear" });
    else stored().forEach((one) => forget(one.id));
    gone(list.map((one) => one.id));
  };

  const reopen = (id) => {
    if (document.body.classList.contains("asking")) return; // its answer would be lost
    const record = kind === "disk" ? null : tried(() => localStorage.getItem(KEY + id), null);
    tell("reopen", record === null ? { id } : { id, record });
    if (matchMedia("(max-width: 760px)").matches) inyong.drawer(false);
  };

  /** Offer the last conversation on the first screen. */
  const offer = () => {
    const welcome = document.querySelector("#transcript .welcome");
    welcome?.querySelector(".offer")?.remove();
    if (!welcome || !list.length || !words.offer) return;
    const title = make("span", "what", list[0].title);
    title.dir = "auto";
    const go = button("open offer", `${words.offer} · `, () => reopen(list[0].id));
    go.append(title);
    welcome.querySelector(".lead + p")?.after(go);
  };

  const hear = (facts) => {
    if (facts.list) list = facts.list;
    if (facts.record) {
      const trouble = put(facts.record);
      if (trouble) warn(words[trouble]);
    }
    if (facts.entry) list = [facts.entry, ...list.filter((one) => one.id !== facts.entry.id)];
    if (facts.trouble) warn(words.refused);
    if (facts.broken) {
      if (kind === "browser") forget(facts.broken);
      list = list.filter((one) => one.id !== facts.broken);
    }
    if (facts.open) {
      current = facts.open;
      tried(() => sessionStorage.setItem(OPEN, current));
    }
    if (kind === "browser") list = stored();
    render();
    if (!facts.arrived || document.querySelector("#transcript .exchange")) return;
    const last = tried(() => sessionStorage.getItem(OPEN), null);
    if (list.some((one) => one.id === last)) reopen(last);
  };

  const facts = (element) => {
    const text = element.querySelector("[data-told]")?.dataset.told;
    return text ? JSON.parse(text) : null;
  };

  /** Open or shut the drawer. */
  inyong.drawer = (open = !document.body.classList.contains("drawer-open")) => {
    document.body.classList.toggle("drawer-open", open);
    document.getElementById("talks").setAttribute("aria-expanded", String(open));
    if (open) drawer()?.querySelector(".begin").focus();
    else document.getElementById("talks").focus();
  };

  /** A new talk has no name yet. */
  inyong.renew = () => {
    current = "";
    tried(() => sessionStorage.removeItem(OPEN));
    setTimeout(render, 200); // when the first screen is there
    return [];
  };

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !within(event, "#drawer")) return;
      if (within(event, ".rename")) return;
      event.stopImmediatePropagation();
      inyong.drawer(false);
    },
    true,
  );
  window.addEventListener("storage", (event) => {
    if (kind !== "browser" || !event.key?.startsWith(KEY)) return; // another tab's
    list = stored();
    render();
  });

  inyong.past = { render, words: () => words };

  inyong.look.told = (element, trigger, props, watch) => {
    watch("value", () => {
      const said = facts(element);
      if (said) hear(said);
    });
  };

  inyong.look.parcel = (element, trigger, props, watch) => {
    watch("value", () => {
      const said = facts(element);
      if (!said) return;
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([said.text], { type: `${said.kind};charset=utf-8` }));
      link.download = said.file;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    });
  };

  inyong.look.drawer = (element, trigger, props, watch) => {
    tell = trigger;
    watch("value", () => {
      const said = drawer()?.dataset;
      if (!said) return;
      const isOpen = document.body.classList.contains("drawer-open");
      document.getElementById("talks")?.setAttribute("aria-expanded", String(isOpen));
      kind = said.kind;
      words = JSON.parse(said.words);
      document.body.classList.toggle("unjudged", said.judged !== "yes");
      if (kind === "browser") list = stored();
      render();
    });
    element.addEventListener("click", (event) => {
      if (within(event, "[data-shut]")) inyong.drawer(false);
      if (within(event, "[data-begin]")) {
        document.getElementById("new").click();
        if (matchMedia("(max-width: 760px)").matches) inyong.drawer(false);
        document.querySelector("#box textarea").focus();
      }
      const form = within(event, "[data-export]")?.dataset.export;
      if (form) {
        tell("save", { form, title: list.find((one) => one.id === current)?.title ?? "" });
      }
      const all = within(event, "[data-clear]");
      if (all) {
        const place = make("div", "sweep", "");
        all.before(place);
        all.hidden = true;
        ask(place, words.surely, clear);
        place.addEventListener("click", () => {
          place.remove();
          render();
        });
      }
    });
  };
}

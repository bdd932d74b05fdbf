/* One turn of the talk: ask it otherwise, ask it again, stop it, say whether it was right; and the next questions. */
"use strict";

{
  const { within, make } = inyong;
  const body = document.body;
  const place = () => document.querySelector("#transcript .html-container > div");
  const word = (name) => inyong.past.words()[name] ?? "";
  let tell = () => {};
  let before = null; // the transcript as it was when the running question was asked
  let asked = ""; // the running question
  let ticket = ""; // of the running question, by which it can be stopped
  let running = 0; // questions on their way: the end of one may be told after the next has begun

  const picture = () => {
    const whole = place();
    const talk = whole.querySelector(".talk");
    return { whole: [...whole.childNodes], talk, turns: talk ? [...talk.childNodes] : [] };
  };
  const restore = () => {
    if (!before) return;
    before.talk?.replaceChildren(...before.turns);
    place().replaceChildren(...before.whole);
    before = null;
  };
  const fill = (text) => {
    const box = document.querySelector("#box textarea");
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  };

  const begin = (question, seen) => {
    [before, asked] = [seen, question];
    ticket = `${Date.now()}-${Math.random()}`;
    running += 1;
    body.classList.add("asking");
  };
  const end = () => {
    body.classList.remove("asking");
  };
  const stop = () => {
    if (!body.classList.contains("asking")) return;
    tell("stop", { ticket });
    end();
    restore();
    if (!document.querySelector("#box textarea").value) fill(asked);
  };

  const show = inyong.asked;
  inyong.asked = (said) => {
    const question = said[0].trim();
    if (!question) return said;
    const seen = picture();
    const passed = show(said);
    begin(question, seen);
    return [...passed.slice(0, -1), ticket];
  };

  /** The answer is here, or will never come: then what was asked goes back to the box. */
  inyong.ended = () => {
    running = Math.max(0, running - 1);
    const mine = ticket;
    setTimeout(() => {
      if (running || ticket !== mine || !body.classList.contains("asking")) return;
      end();
      if (!place().querySelector(".searching")) return;
      restore();
      fill(asked);
    }, 400);
  };

  /** Ask as if it had been written into the box. */
  inyong.put = (question) => {
    if (body.classList.contains("asking")) return;
    fill(question);
    setTimeout(() => document.querySelector("#box .submit-button")?.click(), 30);
  };

  const again = (turn, number, question) => {
    if (body.classList.contains("asking")) return;
    const seen = picture();
    const waiting = document.querySelector("[data-searching]")?.dataset.searching ?? "…";
    const words = make("p", "question", "", make("span", "asked", question));
    const fresh = make("section", "exchange", "", words, make("p", "searching", waiting));
    const talk = turn.parentNode;
    talk.replaceChildren(...seen.turns.slice(0, seen.turns.indexOf(turn)), fresh);
    begin(question, seen);
    tell("edit", { exchange: number, question, ticket });
  };

  const edit = (turn, number) => {
    const line = turn.querySelector(".question");
    const question = turn.querySelector(".asked").textContent;
    const field = make("textarea", "field", "");
    field.value = question;
    field.maxLength = 1000;
    field.rows = Math.min(6, Math.ceil(question.length / 40));
    field.setAttribute("aria-label", word("question"));
    const send = make("button", "send", word("again"));
    const leave = make("button", "leave", word("cancel"));
    send.type = leave.type = "button";
    const form = make("div", "editing", "", field, make("div", "choices", "", send, leave));
    const close = () => {
      form.replaceWith(line);
      line.querySelector("[data-edit]")?.focus();
    };
    const go = () => {
      const text = field.value.trim();
      form.replaceWith(line); // so that a stop brings the question back as it was
      if (text) again(turn, number, text);
    };
    send.addEventListener("click", go);
    leave.addEventListener("click", close);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        go();
      }
      if (event.key === "Escape") {
        event.stopPropagation();
        close();
      }
    });
    line.replaceWith(form);
    field.focus();
    field.setSelectionRange(question.length, question.length);
  };

  /* ---- Was it right? ---- */
  const judge = (row, said) => {
    const pressed = row.querySelector('[aria-pressed="true"]')?.dataset.judge ?? "";
    tell("judge", { exchange: row.dataset.exchange, verdict: pressed, word: said });
    const thanks = row.querySelector("[data-thanks]");
    thanks.textContent = said ? thanks.dataset.thanks : "";
    row.classList.toggle("fresh", Boolean(pressed) && !said); // a word can be added
  };
  const press = (chosen) => {
    const row = chosen.closest(".verdict");
    const on = chosen.getAttribute("aria-pressed") !== "true";
    for (const each of row.querySelectorAll("[data-judge]")) {
      each.setAttribute("aria-pressed", String(on && each === chosen));
    }
    judge(row, "");
  };
  const add = (row) => {
    const said = row.querySelector("textarea").value.trim();
    if (said) judge(row, said);
  };

  const look = inyong.look.transcript;
  inyong.look.transcript = (element, trigger) => {
    look(element, trigger);
    tell = trigger;
    element.addEventListener("click", (event) => {
      const turn = within(event, ".exchange");
      if (within(event, "[data-plainly]")) running += 1;
      const edited = within(event, "[data-edit]")?.dataset.edit;
      const repeated = within(event, "[data-again]")?.dataset.again;
      if (edited) edit(turn, edited);
      if (repeated) again(turn, repeated, turn.querySelector(".asked").textContent);
      const chosen = within(event, "[data-judge]");
      if (chosen) press(chosen);
      if (within(event, "[data-word]")) add(within(event, ".verdict"));
    });
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || !within(event, ".word")) return;
      event.preventDefault();
      add(within(event, ".verdict"));
    });
  };

  const lookAtTurns = inyong.look.turns;
  inyong.look.turns = (element, trigger, props, watch) => {
    lookAtTurns(element, trigger, props, watch);
    watch("value", () => {
      end();
      before = null;
      inyong.past.render();
    });
  };

  inyong.look.chips = (element) => {
    element.addEventListener("click", (event) => {
      const chip = within(event, "[data-ask]");
      if (chip) inyong.put(chip.dataset.ask);
    });
    /* The button that sends is, while a question is being answered, the one that stops it. */
    const halt = make("button", "halt", "");
    halt.type = "button";
    halt.addEventListener("click", stop);
    new MutationObserver(() => {
      if (!body.classList.contains("asking")) return;
      const send = document.querySelector("#box .submit-button");
      halt.setAttribute("aria-label", word("halt"));
      halt.title = word("halt");
      if (send && !halt.isConnected) send.after(halt);
    }).observe(body, { attributes: true, attributeFilter: ["class"] });
  };
}

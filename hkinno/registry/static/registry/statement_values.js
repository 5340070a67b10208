// Suggests records while the value of a statement is typed, if its property refers to a record.
// Uses the autocomplete view of Django's admin, which returns only records that the property allows.
(() => {
  const DELAY = 250; // milliseconds without typing before a request

  function suggest(textarea) {
    const property = document.getElementById(textarea.id.replace(/value$/, "property"));
    const properties = textarea.dataset.references.split(" ");
    const list = document.createElement("ul");
    list.className = "suggestions";
    list.hidden = true;
    textarea.after(list);
    let timer;
    let latest = 0;

    function choose(id) {
      textarea.value = id;
      list.hidden = true;
      textarea.focus();
    }

    function show(results) {
      list.replaceChildren(
        ...results.map(({ id, text }) => {
          const button = document.createElement("button");
          button.type = "button";
          button.textContent = `${text} (${id})`;
          button.addEventListener("click", () => choose(id));
          const item = document.createElement("li");
          item.append(button);
          return item;
        }),
      );
      list.hidden = results.length === 0;
    }

    async function request() {
      const number = ++latest;
      const term = textarea.value.trim();
      if (!term || term.startsWith("{") || !properties.includes(property?.value)) {
        show([]);
        return;
      }
      const query = new URLSearchParams({
        app_label: "registry",
        model_name: "statement",
        field_name: "subject",
        property: property.value,
        term,
      });
      const response = await fetch(`${textarea.dataset.url}?${query}`);
      if (response.ok && number === latest) show((await response.json()).results.slice(0, 10));
    }

    textarea.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(request, DELAY);
    });
    textarea.addEventListener("keydown", (event) => {
      if (event.key === "Escape") list.hidden = true;
      if (event.key === "ArrowDown" && !list.hidden) {
        event.preventDefault();
        list.querySelector("button").focus();
      }
    });
    list.addEventListener("keydown", (event) => {
      const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
      if (!step) return;
      event.preventDefault();
      (event.target.parentElement[step]?.firstChild ?? textarea).focus();
    });
  }

  function start(root) {
    root.querySelectorAll("textarea[data-references]").forEach((textarea) => {
      if (!textarea.id.includes("__prefix__")) suggest(textarea);
    });
  }

  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("formset:added", (event) => start(event.target));
})();

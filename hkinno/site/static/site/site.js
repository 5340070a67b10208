// Suggestions while typing, copy buttons, and filters folded on a phone. Every page works without.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    const label = button.textContent;
    button.textContent = "✓";
    setTimeout(() => { button.textContent = label; }, 1500);
  });
}

// A citation in another style is fetched when it is opened; without this, a link leads to it.
for (const details of document.querySelectorAll("details[data-show]")) {
  const text = document.getElementById(details.dataset.show);
  const link = details.querySelector("a");
  details.querySelector("button").hidden = true;
  details.addEventListener("toggle", async () => {
    const answer = text.hidden && await fetch(link.href).catch(() => null);
    if (!answer?.ok) return;
    text.textContent = (await answer.text()).trim();
    text.hidden = false;
    link.parentElement.hidden = true;
    details.querySelector("button").hidden = false;
  });
}

// Filters of a long list take a moment to count, and come after it.
for (const link of document.querySelectorAll("a[data-facets]")) {
  fetch(link.href).then((answer) => answer.ok ? answer.text() : "").then((text) => {
    const counted = new DOMParser().parseFromString(text, "text/html");
    const sections = counted.querySelectorAll(".filters > .facet");
    for (const anchor of counted.querySelectorAll(".facet a")) {
      const query = new URLSearchParams(anchor.getAttribute("href"));
      query.delete("facets");
      anchor.setAttribute("href", `?${query}`);
    }
    if (sections.length) link.parentElement.replaceWith(...sections);
  }).catch(() => {});
}

if (matchMedia("(max-width: 46rem)").matches) {
  for (const filters of document.querySelectorAll(".filters")) filters.open = false;
}

for (const select of document.querySelectorAll("select[name=ordering]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
  // A browser that goes back restores the choice that was left, and not that of the address.
  addEventListener("pageshow", () => select.form.reset());
}

// A combobox with a list of options (WAI-ARIA authoring practices).
for (const form of document.querySelectorAll("form[data-suggest]")) {
  const input = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  list.hidden = true;
  input.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"],
    ["aria-expanded", "false"], ["aria-controls", list.id]]) input.setAttribute(name, value);

  const language = document.documentElement.lang;
  const home = `/${language.toLowerCase()}/`;
  let selected = -1;
  let latest = 0;

  const close = () => {
    list.hidden = true;
    selected = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const open = (option) => {
    if (!("pick" in form.dataset)) location.href = option.dataset.href;
    else { input.value = option.dataset.id; form.submit(); }
  };
  const select = (index) => {
    const options = [...list.children];
    selected = (index + options.length) % options.length;
    options.forEach((option, position) => option.setAttribute("aria-selected", position === selected));
    input.setAttribute("aria-activedescendant", options[selected].id);
  };
  const show = (results) => {
    list.replaceChildren(...results.map(({name, record, hint}, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.id = record.id;
      option.dataset.href = `${home}${record.resource}/${record.id}/`;
      const title = record.name[language] || name;
      option.append(title === name ? name : `${name} · ${title}`);
      const detail = document.createElement("small");
      detail.textContent = hint[language] || "";
      option.append(detail);
      option.addEventListener("mousedown", () => open(option));
      return option;
    }));
    selected = -1;
    list.hidden = results.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  input.addEventListener("input", async () => {
    const number = ++latest;
    const text = input.value.trim();
    if (!text) return close();
    const answer = await fetch(`${form.dataset.suggest}?${new URLSearchParams({q: text})}`,
      {headers: {Accept: "application/json"}}).catch(() => null);
    if (number === latest && answer?.ok) show((await answer.json()).results);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") select(selected + 1);
    else if (event.key === "ArrowUp") select(selected - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && selected >= 0) open(list.children[selected]);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
}

/* The page of the blank form. It has no words and no rules of its own: the words stand in the page, the rules in each field's
 * data-rule, both made from the business's forms. What it writes is the standard form that the daemon reads. */
"use strict";
(() => {
  const form = document.getElementById("form");
  const items = document.getElementById("items");
  const customer = document.getElementById("customer");
  const product = document.getElementById("product");
  let made = 0;

  /* --- values ------------------------------------------------------------------------------------------------- */

  /* A number input's value as a canonical decimal: "2.50" is "2.5"; null when it is none. */
  function decimal(text) {
    const parts = /^(-?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text);
    if (!parts || !/\d/.test(text)) return null;
    const whole = parts[2] || "0";
    const number = parts[3] ? whole + "." + parts[3] : whole;
    return number === "0" ? number : parts[1] + number;
  }

  /* In the language of the form. Three decimals alone could be thousands: a fourth says that they are none. */
  function written(number) {
    const [whole, rest] = number.split(".");
    return rest ? whole + form.dataset.decimal + (rest.length === 3 ? rest + "0" : rest) : whole;
  }

  /* What the daemon takes for the end of a line ends one here; what it does not keep is not sent. */
  function lines(text) {
    const all = text.replace(/\r\n/g, "\n").split(/[\n\r\v\f\u0085\u2028\u2029]/);
    const clean = all.map((line) => line.replace(/[\t\u00a0\u202f]/g, " ").replace(/[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, "").trimEnd());
    while (clean.length && !clean[0]) clean.shift();
    while (clean.length && !clean[clean.length - 1]) clean.pop();
    if (clean.length) clean[0] = clean[0].trimStart();
    return clean;
  }

  function day(days) {
    const now = new Date();
    return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
  }

  function iso(date) {
    return [String(date.getFullYear()).padStart(4, "0"), String(date.getMonth() + 1).padStart(2, "0"), String(date.getDate()).padStart(2, "0")].join("-");
  }

  function daysAhead(text) {
    const [year, month, date] = text.split("-").map(Number);
    const now = new Date();
    return Math.round((Date.UTC(year, month - 1, date) - Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())) / 86400000);
  }

  function outside(number, rule) {
    if (rule.min !== undefined && number < Number(rule.min)) return "too-small";
    return rule.max !== undefined && number > Number(rule.max) ? "too-large" : null;
  }

  /* Each reader returns {canonical, text} or {fault}; canonical is what conditions compare, text what is mailed. */
  const readers = {
    text(field, rule) {
      const all = lines(field.input.value), canonical = all.join("\n"), length = [...canonical].length;
      if (!canonical) return {};
      if (rule.min !== undefined && length < Number(rule.min)) return { fault: "too-short" };
      if ((rule.max !== undefined && length > Number(rule.max)) || new TextEncoder().encode(canonical).length >= rule.bytes) return { fault: "too-long" };
      return { canonical, lines: all };
    },
    decimal(field, rule, wrong = "not-a-number") {
      if (field.input.validity.badInput) return { fault: wrong };
      if (!field.input.value) return {};
      const canonical = decimal(field.input.value);
      if (canonical === null) return { fault: wrong };
      const fault = outside(Number(canonical), rule);
      return fault ? { fault } : { canonical, text: written(canonical) };
    },
    integer(field, rule) {
      const value = readers.decimal(field, rule);
      return value.canonical && value.canonical.includes(".") ? { fault: "not-whole" } : value;
    },
    money(field, rule) {
      if (!rule.currency) return readers.text(field, rule);
      const value = readers.decimal(field, rule, "not-money");
      if (!value.canonical) return value;
      return (value.canonical.split(".")[1] || "").length > 2 ? { fault: "not-money" } : { canonical: value.canonical + " " + rule.currency, text: value.text + " " + rule.currency };
    },
    length(field, rule) {
      const unit = field.box.querySelector("select.unit").value;
      const value = readers.decimal(field, {}, "not-a-length");
      if (!value.canonical) return value;
      if (!unit) return { fault: "no-unit" };
      if (Number(value.canonical) < 0) return { fault: "not-a-length" };
      const fault = outside(Number(value.canonical) * rule.units[unit], rule);
      return fault ? { fault } : { canonical: value.canonical, text: value.text + " " + unit };
    },
    date(field, rule) {
      if (field.input.validity.badInput) return { fault: "not-a-date" };
      const text = field.input.value;
      if (!text) return {};
      if (!/^\d{4}-\d\d-\d\d$/.test(text)) return { fault: "not-a-date" };
      const ahead = daysAhead(text);
      if (ahead < 0) return { fault: "date-past" };
      if (rule.min !== undefined && ahead < Number(rule.min)) return { fault: "date-too-early" };
      if (rule.max !== undefined && ahead > Number(rule.max)) return { fault: "date-too-late" };
      return { canonical: text, text };
    },
    choice(field) {
      const chosen = field.input.selectedOptions[0];
      return chosen && chosen.value ? { canonical: chosen.value, text: chosen.text } : {};
    },
    email(field, rule) {
      const text = field.input.value.trim();
      if (field.input.validity.badInput || (text && !new RegExp(rule.pattern).test(text))) return { fault: "not-an-email" };
      return text ? { canonical: text, text } : {};
    },
    phone(field, rule) {
      const text = field.input.value.trim().replace(/\s/g, " "), digits = text.replace(/\D/g, "").length;
      const known = [...text].every((c, at) => /[0-9]/.test(c) || rule.marks.includes(c) || (c === "+" && !/\d/.test(text.slice(0, at))));
      if (text && (!known || text.split("+").length > 2 || digits < rule.least || digits > rule.most)) return { fault: "not-a-phone" };
      return text ? { canonical: text, text } : {};
    },
  };
  readers.address = readers.text;
  readers.yesno = readers.choice;

  function holds(condition, values) {
    const value = values[condition.field];
    const has = value !== undefined && value.canonical !== undefined;
    if (condition.test === "has" || !has) return has;
    return condition.values.includes(value.canonical) === (condition.test === "is");
  }

  /* --- fields ------------------------------------------------------------------------------------------------- */

  function fieldsOf(part) {
    return [...part.querySelectorAll(".field")].map((box) => ({ box, rule: JSON.parse(box.dataset.rule), input: box.querySelector(".input"), label: box.querySelector("label"), error: box.querySelector(".error") }));
  }

  function labelOf(field) {
    return field.label.firstChild.data;
  }

  /* Ids for what points at the input: its label, its help, what is wrong with it. */
  function prepare(part) {
    const name = "f" + ++made;
    for (const field of fieldsOf(part)) {
      const id = name + "-" + field.rule.id;
      const help = [...field.box.querySelectorAll(".hint")];
      field.input.id = field.label.htmlFor = id;
      field.error.id = id + "-error";
      help.forEach((hint, i) => { hint.id = id + "-hint" + i; });
      field.box.dataset.help = help.map((hint) => hint.id).join(" ");
      if (field.box.dataset.help) field.input.setAttribute("aria-describedby", field.box.dataset.help);
      preset(field);
    }
    part.addEventListener("change", (event) => {
      mark(part);
      const field = fieldsOf(part).find((one) => one.box.contains(event.target));
      if (field && field.box.classList.contains("wrong")) show(field, check(part).find((problem) => problem.field.box === field.box));
    });
    mark(part);
  }

  function preset(field) {
    const { rule, input } = field;
    if (rule.type === "date") {
      input.min = iso(day(Math.max(0, Number(rule.min || 0))));
      if (rule.max !== undefined) input.max = iso(day(Number(rule.max)));
    }
    if (rule.type === "integer") {
      if (rule.min !== undefined) input.min = rule.min;
      if (rule.max !== undefined) input.max = rule.max;
    }
    if (rule.standard !== undefined) input.value = rule.type === "money" && rule.currency ? rule.standard.split(" ")[0] : rule.standard;
    if (rule.standard !== undefined && rule.type === "length") field.box.querySelector("select.unit").value = "cm";
  }

  function valuesOf(part) {
    const values = {};
    for (const field of fieldsOf(part)) values[field.rule.id] = readers[field.rule.type](field, field.rule);
    return values;
  }

  function isRequired(field, values) {
    return field.rule.required || (field.rule.if !== undefined && holds(field.rule.if, values));
  }

  /* The stars of what is needed, as the other answers have it. */
  function mark(part) {
    const values = valuesOf(part);
    for (const field of fieldsOf(part)) {
      const required = isRequired(field, values);
      field.box.querySelector(".need").hidden = !required;
      field.input.setAttribute("aria-required", String(required));
    }
  }

  /* --- what is wrong ------------------------------------------------------------------------------------------ */

  function check(part) {
    const values = valuesOf(part), problems = [];
    for (const field of fieldsOf(part)) {
      const value = values[field.rule.id];
      const fault = value.fault || (value.canonical === undefined && isRequired(field, values) ? "missing" : null);
      if (fault) problems.push({ field, fault });
    }
    return problems;
  }

  /* The form's own sentence; days and what was written are known only here. */
  function sentence({ field, fault }) {
    const { rule, input, box } = field;
    const shown = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" });
    const text = box.querySelector(`[data-fault="${fault}"]`).textContent.trim().replace(/^\(|\)$/g, "");
    const late = { written: rule.type === "date" && input.value ? shown.format(new Date(input.value + "T12:00")) : input.value, example: shown.format(day(14)), min: shown.format(day(Number(rule.min || 0))), max: shown.format(day(Number(rule.max || 0))) };
    return text.replace(/\{(written|example|min|max)\}/g, (all, name) => late[name]);
  }

  function show(field, problem) {
    const described = [field.box.dataset.help, problem ? field.error.id : ""].filter(Boolean).join(" ");
    field.box.classList.toggle("wrong", Boolean(problem));
    field.error.hidden = !problem;
    field.error.textContent = problem ? sentence(problem) : "";
    field.input.setAttribute("aria-invalid", String(Boolean(problem)));
    if (described) field.input.setAttribute("aria-describedby", described);
    else field.input.removeAttribute("aria-describedby");
  }

  function summary(problems, none) {
    const box = document.getElementById("problems"), list = box.querySelector("ul");
    list.replaceChildren();
    if (none) problems = [{ id: "no-items", text: document.getElementById("no-items").textContent }, ...problems];
    for (const problem of problems) {
      const entry = document.createElement("li"), link = document.createElement("a");
      link.href = "#" + (problem.id || problem.field.input.id);
      link.textContent = problem.text || labelOf(problem.field) + ": " + sentence(problem);
      link.addEventListener("click", (event) => {
        event.preventDefault();
        document.getElementById(link.hash.slice(1)).focus();
      });
      entry.append(link);
      list.append(entry);
    }
    box.hidden = !problems.length;
    if (problems.length) box.focus();
  }

  /* TRUE when all is well; else what is wrong is shown. */
  function validate() {
    const parts = [...items.children, customer], none = !items.children.length;
    const problems = parts.flatMap(check);
    for (const field of parts.flatMap(fieldsOf)) show(field, problems.find((problem) => problem.field.box === field.box));
    document.getElementById("no-items").hidden = !none;
    summary(problems, none);
    return !problems.length && !none;
  }

  /* --- the mail ----------------------------------------------------------------------------------------------- */

  /* Words that can mean nothing but themselves stand behind the label; all others are marked, line by line, as the value. */
  function written_lines(label, value) {
    if (value.text !== undefined) return [label + ": " + value.text];
    if (value.lines.length === 1 && /^[\p{L}\p{M}\p{N}]+(?:[.,'’&\/-]* [\p{L}\p{M}\p{N}]+|[.'’&\/-][\p{L}\p{M}\p{N}]+)*\.?$/u.test(value.lines[0]) && value.lines[0].length <= 60)
      return [label + ": " + value.lines[0]];
    return [label + ":", ...value.lines.map((line) => (line ? ": " + line : ":"))];
  }

  function partLines(part) {
    const values = valuesOf(part);
    return fieldsOf(part).flatMap((field) => {
      const value = values[field.rule.id];
      return value.canonical === undefined ? [] : written_lines(labelOf(field), value);
    });
  }

  function mailText() {
    const all = [...items.children].flatMap((item, i) => [`${i + 1}) ${item.dataset.name}`, ...partLines(item), ""]);
    return [...all, form.dataset.customer.trim(), "", ...partLines(customer), ""].join("\n");
  }

  function encode(text) {
    return encodeURIComponent(text).replace(/[!'()*]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());
  }

  function mailLink(text) {
    const [local, domain] = form.dataset.address.split(/@(?=[^@]*$)/);
    return `mailto:${encode(local)}@${encode(domain)}?subject=${encode(form.dataset.subject)}&body=${encode(text.replace(/\n/g, "\r\n"))}`;
  }

  function tell(what, text, link) {
    const result = document.getElementById("result");
    for (const say of result.querySelectorAll("[data-say]")) say.hidden = say.dataset.say !== what;
    document.getElementById("text").value = text;
    document.getElementById("anyway").href = link;
    result.hidden = false;
    result.focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!validate()) return;
    const text = mailText(), link = mailLink(text), fits = link.length <= Number(form.dataset.most);
    tell(fits ? "opened" : "long", text, link);
    if (fits) document.getElementById("anyway").click();
  });

  document.getElementById("copy").addEventListener("click", async () => {
    if (!validate()) return;
    const text = mailText(), box = document.getElementById("text");
    tell("copy", text, mailLink(text));
    try {
      await navigator.clipboard.writeText(text);
      tell("copied", text, mailLink(text));
    } catch {
      box.focus();
      box.select();
    }
  });

  /* --- products ----------------------------------------------------------------------------------------------- */

  function number() {
    [...items.children].forEach((item, i) => {
      const remove = item.querySelector(".remove");
      item.querySelector(".number").textContent = String(i + 1);
      remove.setAttribute("aria-label", `${remove.dataset.label}: ${i + 1}) ${item.dataset.name}`);
      remove.hidden = items.children.length === 1 && product.options.length === 1;
    });
  }

  function add(id) {
    const template = [...document.querySelectorAll("template")].find((one) => one.dataset.product === id);
    const item = template.content.firstElementChild.cloneNode(true);
    item.querySelector(".remove").addEventListener("click", () => {
      const next = item.nextElementSibling || item.previousElementSibling;
      item.remove();
      number();
      (next || product).focus();
    });
    items.append(item);
    prepare(item);
    number();
    document.getElementById("no-items").hidden = true;
    return item;
  }

  document.getElementById("add").addEventListener("click", () => add(product.value).focus());
  prepare(customer);
  if (product.options.length === 1) add(product.value);
  document.getElementById("plain").hidden = true;
  form.hidden = false;
})();

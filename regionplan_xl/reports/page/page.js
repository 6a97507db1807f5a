"use strict";
(() => {
  const form = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const field = name => document.getElementById("f-" + name);
  const words = text => new Set((text || "").split(" ").filter(Boolean));
  const fold = text => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

  // Read once; a filter only compares.
  const areas = [...document.querySelectorAll("section.area")].map(section => ({
    section,
    number: section.dataset.area,
    goals: [...section.querySelectorAll(".goal")].map(goal => ({
      goal,
      measures: [...goal.querySelectorAll(".measure")].map(item => ({
        item,
        statuses: words(item.dataset.s),
        bodies: words(item.dataset.b),
        years: words(item.dataset.y),
        text: null,
      })),
    })),
  }));
  const total = areas.flatMap(area => area.goals).reduce((sum, goal) => sum + goal.measures.length, 0);

  const text = measure => (measure.text ??= fold(measure.item.textContent));

  const fits = (measure, wanted) =>
    (!wanted.body || measure.bodies.has(wanted.body)) &&
    (!wanted.year || measure.years.has(wanted.year) || measure.years.has("*")) &&
    (!wanted.status || measure.statuses.has(wanted.status)) &&
    wanted.words.every(word => text(measure).includes(word));

  const set = (element, hidden) => {
    if (element.hidden !== hidden) element.hidden = hidden;
  };

  const say = count => {
    const pattern = count ? shown.dataset.some : shown.dataset.none;
    shown.textContent = pattern.replace("{shown}", count).replace("{total}", total);
  };

  const inArea = (area, wanted, asking) => {
    let found = 0;
    for (const goal of area.goals) {
      let inGoal = 0;
      for (const measure of goal.measures) {
        const fit = fits(measure, wanted);
        set(measure.item, !fit);
        if (fit) inGoal += 1;
      }
      set(goal.goal, asking && !inGoal);
      found += inGoal;
    }
    return found;
  };

  const filter = () => {
    performance.mark("filter-begins");
    const wanted = {
      area: field("area").value,
      body: field("body").value,
      year: field("year").value,
      status: field("status").value,
      words: fold(field("text").value).split(" ").filter(Boolean),
    };
    const asking = Boolean(wanted.body || wanted.year || wanted.status || wanted.words.length);
    let count = 0;
    for (const area of areas) {
      const here = !wanted.area || wanted.area === area.number;
      const found = here ? inArea(area, wanted, asking) : 0;
      set(area.section, !here || (asking && !found));
      count += found;
    }
    say(count);
    // The answer is there when the page has its new places.
    void document.body.offsetHeight;
    performance.measure("filter", "filter-begins");
  };

  let waiting = 0;
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("change", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  field("text").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  });
  form.hidden = false;
  say(total);

  // Somebody who follows a link to a measure sees its history; on paper it stays closed.
  const open = () => {
    const item = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (item && item.classList.contains("measure")) item.querySelectorAll("details").forEach(one => (one.open = true));
  };
  addEventListener("hashchange", open);
  open();
})();

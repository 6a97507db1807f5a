// Looks at pages as people do: node look_at_page.cjs NODE_MODULES CHROMIUM. Each line that it reads is a JSON list,
// [PAGE, PDF]; for each it prints what it found, or the error, as a line of JSON. One browser opens them all.
"use strict";
const { readFileSync } = require("node:fs");
const path = require("node:path");
const { createInterface } = require("node:readline");
const { pathToFileURL } = require("node:url");

const [modules, chromium] = process.argv.slice(2);
const { chromium: browsers } = require(path.join(modules, "playwright-core"));
const axe = readFileSync(path.join(modules, "axe-core", "axe.min.js"), "utf-8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];

const LONGEST = 300; // seconds for a page
const LONGEST_WORD = 24; // letters
const A4_TEXT = 680; // the 180 mm between the margins, in pixels

const violations = async page => {
  await page.evaluate(axe);
  const options = { runOnly: { type: "tag", values: RULES }, resultTypes: ["violations"] };
  const found = await page.evaluate(async wanted => (await axe.run(document, wanted)).violations, options);
  return found.map(one => `${one.id}: ${one.help} ${one.nodes[0].html.slice(0, 200)}`);
};

const measures = page => page.locator("li.measure:visible").count();

// The tables that are wider than their place, and those whose days are on more than one line.
const tooWide = page => page.evaluate(() => {
  const wide = [...document.querySelectorAll(".scroll")].filter(one => one.scrollWidth > one.clientWidth);
  const broken = [...document.querySelectorAll(".counts .day")].filter(one => {
    const range = document.createRange();
    range.selectNodeContents(one);
    return range.getClientRects().length > 1;
  });
  return [...wide, ...broken].map(one => one.textContent.trim().replace(/\s+/g, " ").slice(0, 60));
});

// The words of ordinary length in tables that are on more than one line.
const brokenWords = page => page.evaluate(longest => {
  const found = [];
  const range = document.createRange();
  for (const cell of document.querySelectorAll("td, th")) {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (const word of texts.currentNode.data.matchAll(/[\p{L}\d]+/gu)) {
        range.setStart(texts.currentNode, word.index);
        range.setEnd(texts.currentNode, word.index + word[0].length);
        if (word[0].length <= longest && range.getClientRects().length > 1) found.push(word[0]);
      }
    }
  }
  return found;
}, LONGEST_WORD);

// Only keys: no mouse is touched.
const tabTo = async (page, id) => {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await page.evaluate(wanted => document.activeElement.id === wanted, id)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the Tab key does not reach ${id}`);
};

const filters = async page => {
  const steps = {};
  await page.keyboard.press("Tab");
  steps.skip = await page.evaluate(() => document.activeElement.className);
  await page.keyboard.press("Enter");
  steps.after_skip = await page.evaluate(() => document.activeElement.id);
  await tabTo(page, "f-status");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  steps.status = await page.evaluate(() => document.getElementById("f-status").value);
  steps.by_status = await measures(page);
  steps.said = await page.textContent("#shown");
  await tabTo(page, "f-text");
  await page.keyboard.type("felles plan");
  await page.waitForTimeout(300);
  steps.by_text = await measures(page);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(100);
  steps.after_reset = await measures(page);
  return steps;
};

const lookAt = async (browser, page_, pdf) => {
  const result = { requests: [], complaints: [] };
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  const plain = await browser.newContext({ javaScriptEnabled: false });
  try {
    const page = await context.newPage();
    page.on("console", message => result.complaints.push(message.text()));
    page.on("pageerror", error => result.complaints.push(String(error)));
    page.on("request", request => result.requests.push(request.url()));
    page.on("dialog", dialog => result.complaints.push(dialog.message()));
    await page.goto(pathToFileURL(page_).href);
    result.total = await measures(page);
    result.violations = await violations(page);
    result.filters = await filters(page);
    result.milliseconds = await page.evaluate(() => performance.getEntriesByName("filter").map(one => one.duration));
    await page.evaluate(() => document.querySelectorAll("details").forEach(one => (one.open = true)));
    result.opened = await violations(page);
    result.too_wide = [];
    result.broken = [];
    for (const width of [1280, 1100]) {
      await page.setViewportSize({ width, height: 900 });
      result.too_wide.push(...(await tooWide(page)));
      result.broken.push(...(await brokenWords(page)));
    }
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: A4_TEXT, height: 1000 });
    result.too_wide.push(...(await tooWide(page)));
    result.broken.push(...(await brokenWords(page)));
    await page.emulateMedia({ media: null });
    await page.setViewportSize({ width: 320, height: 700 });
    result.narrow = await page.evaluate(() => document.documentElement.scrollWidth);
    result.on_phone = await violations(page);
    await page.evaluate(() => document.querySelectorAll("details").forEach(one => (one.open = false)));
    await page.pdf({ path: pdf, format: "A4" });
    const still = await plain.newPage();
    await still.goto(pathToFileURL(page_).href);
    result.without_script = await measures(still);
    result.form_without_script = await still.locator("#filter:visible").count();
  } finally {
    await context.close();
    await plain.close();
  }
  return result;
};

const giveUp = () => new Promise((_, fail) => {
  setTimeout(() => fail(new Error(`not done in ${LONGEST} s`)), LONGEST * 1000).unref();
});

(async () => {
  const browser = await browsers.launch({ executablePath: chromium, args: ["--no-sandbox"] });
  try {
    for await (const line of createInterface({ input: process.stdin })) {
      const found = await Promise.race([lookAt(browser, ...JSON.parse(line)), giveUp()])
        .catch(error => ({ error: String(error.stack) }));
      console.log(JSON.stringify(found));
    }
  } finally {
    await browser.close();
  }
})();

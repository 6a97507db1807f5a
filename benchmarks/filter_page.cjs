// Times the filters of a page in Chromium: node filter_page.cjs NODE_MODULES CHROMIUM PAGE; prints milliseconds as JSON.
"use strict";
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const [modules, chromium, page_] = process.argv.slice(2);
const { chromium: browsers } = require(path.join(modules, "playwright-core"));

(async () => {
  const browser = await browsers.launch({ executablePath: chromium, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    page.setDefaultTimeout(300000);
    await page.goto(pathToFileURL(page_).href, { timeout: 300000 });
    const loaded = await page.evaluate(() => performance.getEntriesByType("navigation")[0].domComplete);
    await page.selectOption("#f-status", { index: 3 });
    await page.selectOption("#f-body", { index: 2 });
    await page.fill("#f-text", "felles plan");
    await page.waitForFunction(() => performance.getEntriesByName("filter").length >= 3);
    await page.click("button[type=reset]");
    await page.waitForFunction(() => performance.getEntriesByName("filter").length >= 4);
    const found = await page.evaluate(() => performance.getEntriesByName("filter").map(one => one.duration));
    const [first, body, text, reset] = found;
    const heap = await page.evaluate(() => performance.memory.usedJSHeapSize / 1e6);
    const items = await page.locator("li.measure").count();
    console.log(JSON.stringify({ items, loaded, first, body, text, reset: found.at(-1), heap }));
  } finally {
    await browser.close();
  }
})();

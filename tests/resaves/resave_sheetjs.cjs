// Saves a workbook again with SheetJS: node resave_sheetjs.cjs SOURCE TARGET BOOKTYPE [CELLS.json]
// CELLS.json: {"F5": "Gjennomført", "I5": {"day": 45838}} is written on the sheet «Tiltak» first.
const fs = require("fs");
const XLSX = require("xlsx");

const [source, target, bookType, cells] = process.argv.slice(2);
const book = XLSX.readFile(source);
const sheet = book.Sheets["Tiltak"];
for (const [place, value] of Object.entries(cells ? JSON.parse(fs.readFileSync(cells, "utf8")) : {})) {
  if (typeof value === "string") sheet[place] = { t: "s", v: value };
  else if (typeof value === "number") sheet[place] = { t: "n", v: value, z: "0 %" };
  else sheet[place] = { t: "n", v: value.day, z: "dd.mm.yyyy" };
}
XLSX.writeFile(book, target, bookType === "csv" ? { bookType, sheet: "Tiltak" } : { bookType });

// Saves a workbook again with exceljs: node resave_exceljs.cjs SOURCE TARGET BOOKTYPE [CELLS.json]
// CELLS.json: {"F5": "Gjennomført", "I5": {"day": 45838}} is written on the sheet «Tiltak» first.
const fs = require("fs");
const ExcelJS = require("exceljs");

const [source, target, bookType, cells] = process.argv.slice(2);
const dayOf = (serial) => new Date(Math.round((serial - 25569) * 86400000));

async function main() {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(source);
  const sheet = book.getWorksheet("Tiltak");
  for (const [place, value] of Object.entries(cells ? JSON.parse(fs.readFileSync(cells, "utf8")) : {})) {
    sheet.getCell(place).value = typeof value === "object" ? dayOf(value.day) : value;
  }
  if (bookType === "csv") await book.csv.writeFile(target, { sheetName: "Tiltak" });
  else await book.xlsx.writeFile(target);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});

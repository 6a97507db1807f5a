"""What the cells of a spreadsheet show: numbers and days as written, colours, rules of colours, rich texts."""

"""What spreadsheet cells display: formatted numbers and dates, colours, colour rules, rich text."""

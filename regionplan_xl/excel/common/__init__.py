"""What every workbook of ours shares: columns, sheet names, styles, cells."""

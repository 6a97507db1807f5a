"""Mark cells in somebody else's workbook, which is sent back for correction."""

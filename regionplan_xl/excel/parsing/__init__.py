"""Parse the cells of any workbook into values of the plan."""

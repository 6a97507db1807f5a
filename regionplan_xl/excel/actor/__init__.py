"""An actor's workbook, as it is sent."""

"""The council's case as PDF, by LibreOffice."""

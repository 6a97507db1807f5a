"""The council's case as PDF, made with LibreOffice."""

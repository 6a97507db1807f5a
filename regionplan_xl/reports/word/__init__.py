"""The council's case as a Word document."""

"""How answers, decisions and hand edits become one plan. Pure: no file, no third party."""

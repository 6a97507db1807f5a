"""The merge of answers, decisions and hand edits into one plan. No I/O, no third-party imports."""

"""The plan as pure data: its model, its checks, and the merge of answers. No I/O, no third-party imports."""

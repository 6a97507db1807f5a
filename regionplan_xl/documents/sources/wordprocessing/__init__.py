"""The parts of a Word document, and the meaning of its styles, lists, colours and runs."""

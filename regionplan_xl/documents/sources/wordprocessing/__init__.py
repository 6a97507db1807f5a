"""The parts of a Word document, and what its styles, lists, colours and runs mean."""

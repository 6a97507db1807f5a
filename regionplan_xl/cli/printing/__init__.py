"""What the commands print: its language, lines and tables on the terminal, errors, and the help."""

"""The plan as workbooks: the master, the actors' workbooks, and what comes back."""

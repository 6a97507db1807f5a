"""The plan as workbooks: the master, the actors' workbooks, and the returned workbooks."""

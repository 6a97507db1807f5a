"""The revisions, by the number of the layout that they lead to."""

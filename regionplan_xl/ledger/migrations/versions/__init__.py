"""The revisions, named after the layout number that they migrate to."""

"""Create and update the sheet «Utvikling over tid»."""

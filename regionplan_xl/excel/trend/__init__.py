"""The sheet «Utvikling over tid»: create, update."""

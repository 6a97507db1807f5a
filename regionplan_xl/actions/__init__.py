"""One file per command: gather, decide, write. Each returns a `Result`."""

"""The commands, one file each: gather, decide, write. Each returns a `Result`."""

"""What a process gives up for good before it reads outside files: rights, files, network, system calls."""

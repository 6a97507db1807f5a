"""Confine a process for good before it reads outside files: rights, files, network, system calls."""

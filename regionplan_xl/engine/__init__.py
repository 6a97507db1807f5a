"""Where work is done: in this process, or by workers on other machines."""

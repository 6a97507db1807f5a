"""XML of outside files: parsed safely, and changed in place."""

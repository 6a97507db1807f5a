"""Messages that bring returns: taken apart, and judged by who may answer."""

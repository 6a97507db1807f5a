"""Received e-mail: parse it, and check its sender by the results of the receiving server."""

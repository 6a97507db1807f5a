"""Received e-mail: taken apart, and judged by what the mailbox that received it says of its sender."""

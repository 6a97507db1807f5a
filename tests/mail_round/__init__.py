"""Whole rounds by e-mail, with real servers for SMTP and IMAP."""

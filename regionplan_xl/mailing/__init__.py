"""The e-mails of a project: their recipients, addresses and content."""

"""Sign in to mail servers: with a password, a token, or as an application in Microsoft 365."""

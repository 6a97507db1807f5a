"""E-mail: send messages to actors, and fetch messages from mailboxes."""

"""The zip package: parts, relationships, content types."""

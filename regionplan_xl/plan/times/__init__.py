"""The parser of timeframes: its words, tokens and grammar."""

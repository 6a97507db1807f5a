"""The grammar of timeframes: words, tokens and what they mean together."""

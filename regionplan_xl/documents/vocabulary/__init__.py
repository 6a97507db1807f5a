"""The words that plans use, in their languages, and what they mean: one vocabulary for everything that reads plans."""

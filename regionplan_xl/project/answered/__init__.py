"""Who was asked in a round, and who has answered."""

"""Tests with texts that break programs, sent in by every way and looked for wherever they may come out."""

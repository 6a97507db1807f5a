"""Receipts: whoever has answered is told what was understood, and what to correct."""

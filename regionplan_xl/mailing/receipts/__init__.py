"""Receipts: tell an actor how its answer was understood, and what to correct."""

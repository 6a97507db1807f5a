"""Interpret the blocks of a document: areas, goals, measures and their fields, as a draft plan."""

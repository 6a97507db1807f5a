"""Figures over time as series, and charts of them."""

"""Figures over time as series, and pictures of them."""

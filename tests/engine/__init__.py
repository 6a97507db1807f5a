"""Tests of engines: here, and with the workers of a real scheduler."""

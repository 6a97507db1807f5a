"""Tests of the engines: on this machine, and with the workers of a real scheduler."""

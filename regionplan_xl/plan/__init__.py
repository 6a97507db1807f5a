"""The plan itself, pure: what it holds, how answers are folded into it. No I/O, no third party."""

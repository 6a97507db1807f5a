"""What every part of the package needs: cell references, limits, and why a file is refused."""

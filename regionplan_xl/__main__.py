"""`python -m regionplan_xl` is the same as `regionplan`."""

from regionplan_xl.cli import main

main()

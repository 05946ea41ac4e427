"""`python -m onrecord.cli` is the command line, too."""

from onrecord.cli import main

main()

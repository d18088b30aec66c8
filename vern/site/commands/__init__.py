"""The commands of `vern`, one file each. They are listed in `vern/site/cli.py`."""

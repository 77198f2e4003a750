"""What `./yz` does for people who work on the code. Not part of the installed product."""

"""A village library: the pack through which the engines are tested, so that no test of theirs knows the township's words."""

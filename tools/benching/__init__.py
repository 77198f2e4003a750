"""The parts of `./yz bench`: a county to measure on, servers, a client, the same statements run bare, and the table."""

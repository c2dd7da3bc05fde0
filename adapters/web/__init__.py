"""The web page: a channel with threads in a browser."""

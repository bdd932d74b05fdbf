"""The server around the page: who may ask, where it listens, how it begins and ends."""

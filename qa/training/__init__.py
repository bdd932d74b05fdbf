"""Learns the weights that are shipped in qa/weights.json; never runs with the program."""

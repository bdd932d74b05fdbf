"""Learns the weights that are shipped in qa/reading/weights.json; never runs with the program."""

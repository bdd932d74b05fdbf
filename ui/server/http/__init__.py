"""In: requests from the network.

Out: the answers of the endpoints, what is refused, and what is counted.
"""

"""In: requests, and the users and options of the server.

Out: who is asking, and what they may do.
"""

"""In: questions whose answers are known.

Out: what came back for them, as figures and as a report.
"""

"""Articles prepared by the machines of a Ray cluster."""

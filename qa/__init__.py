"""Questions and answers over a library. Knows nothing of screens."""

"""Articles and passages: reading, analysing, storing and finding them. Knows nothing of questions."""

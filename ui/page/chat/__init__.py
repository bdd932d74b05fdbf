"""In: what a person asks and clicks in the chat.

Out: the conversation as HTML: questions, answers, quotes with their citations, suggestions.
"""

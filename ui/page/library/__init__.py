"""In: what a person browses, adds and removes in the library panel.

Out: the articles, folders and updates of the library as HTML.
"""

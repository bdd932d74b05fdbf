"""Trains the bundled multilingual sentence encoder. Nothing at run time imports this package."""

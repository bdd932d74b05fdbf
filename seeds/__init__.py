"""The sample library: articles and questions, as data of the package."""

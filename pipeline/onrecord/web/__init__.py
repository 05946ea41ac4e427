"""Who said what, in a browser: pages over the index, as a plugin of Datasette (extra ``lookup``)."""

"""One folder a source: what a vendor sends, turned into the words of `providers.base`.

Pure: bytes in, records out.
"""

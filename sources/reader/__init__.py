"""The one reader: decode, find the header, type, reject, land."""

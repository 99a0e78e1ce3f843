"""What is printed on records, taken apart and compared: identifiers, names, addresses."""

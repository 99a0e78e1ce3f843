"""Files in the forms in which departments send them, for the benchmark of reading and for the tests."""

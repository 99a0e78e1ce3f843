"""The answer key, told from the lives and never by the pipeline's own rules."""

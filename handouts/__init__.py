"""What leaves the system and comes back: workbooks, notices, the report; masking and disclosure control."""
